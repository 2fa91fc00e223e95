using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GmailPlatform.WebApi.Hosting;

internal static class Health
{
    /// <summary>The tag of the checks that readiness asks for.</summary>
    public const string Ready = "ready";

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", Answer(_ => false)).WithName("Liveness").DisableHttpMetrics().DisableRateLimiting();
        app.MapHealthChecks("/health/ready", Answer(check => check.Tags.Contains(Ready))).WithName("Readiness").DisableHttpMetrics().DisableRateLimiting();
        return app;
    }

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (http, report) => http.Response.WriteAsJsonAsync(new HealthAnswer(
            report.Status.ToString().ToLowerInvariant(),
            report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString().ToLowerInvariant()))),
    };

    /// <summary>Names no cause: the log does.</summary>
    private sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Checks);
}
