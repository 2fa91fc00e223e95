using System.Diagnostics;
using GmailPlatform.Application;

namespace GmailPlatform.WebApi.Hosting;

internal static class RequestTracing
{
    /// <summary>On every answer; the history keeps it as the correlation id of what the request caused.</summary>
    private const string TraceIdHeader = "Trace-Id";

    public static string TraceId(this HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    public static IApplicationBuilder UseTraceIdHeader(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<TraceIds>();
        return app.Use((http, next) =>
        {
            var traceId = http.TraceId();

            // At the last moment: what answers an exception clears the headers first.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[TraceIdHeader] = traceId;
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}

/// <summary>Gives every request and every use case of a job a trace id, also where no telemetry is exported and nothing is logged.</summary>
internal sealed class TraceIds : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or Tracing.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceIds() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}
