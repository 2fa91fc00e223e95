using System.Diagnostics;

namespace GmailPlatform.WebApi.Hosting;

internal static class RequestTracing
{
    /// <summary>On every answer; the history keeps it as the correlation id of what the request caused.</summary>
    private const string TraceIdHeader = "Trace-Id";

    public static string TraceId(this HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    public static IApplicationBuilder UseTraceIdHeader(this IApplicationBuilder app) => app.Use((http, next) =>
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
