using GmailPlatform.Application;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace GmailPlatform.WebApi.Hosting;

internal static class Telemetry
{
    /// <summary>Traces and metrics by OTLP, where the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .WithTracing(tracing => tracing
                    .AddSource(Tracing.SourceName)
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddNpgsql()
                    .AddProcessor(new TraceScrubber()))
                .WithMetrics(metrics => metrics.AddMeter("GmailPlatform", "Microsoft.AspNetCore.Hosting", "System.Net.Http", "Npgsql"))
                .UseOtlpExporter();
        }

        return services;
    }
}
