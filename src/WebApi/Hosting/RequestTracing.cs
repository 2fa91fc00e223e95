using System.Diagnostics;
using GmailPlatform.Application;

namespace GmailPlatform.WebApi.Hosting;

internal static class RequestTracing
{
    /// <summary>On every answer; the history keeps it as the correlation id of what the request caused.</summary>
    private const string TraceIdHeader = "Trace-Id";

    public static string TraceId(this HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    /// <summary>Writes the trace id of a request that is answered without an activity of its own.</summary>
    public static void WriteTraceId(this HttpContext http)
    {
        var traceId = Activity.Current?.TraceId
            ?? (TryReadParent(http.Request, out var parent) ? parent.TraceId : ActivityTraceId.CreateRandom());
        http.Response.Headers[TraceIdHeader] = traceId.ToHexString();
    }

    /// <summary>Gives the request a trace, the caller's own where it sends one (W3C Trace Context), and the answer its id.</summary>
    public static IApplicationBuilder UseTraceIdHeader(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<TraceIds>();
        return app.Use(async (http, next) =>
        {
            // The host makes an activity only where traces are exported.
            using var activity = Activity.Current is null ? StartActivity(http.Request) : null;
            var traceId = http.TraceId();

            // At the last moment: what answers an exception clears the headers first.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[TraceIdHeader] = traceId;
                return Task.CompletedTask;
            });
            await next(http);
        });
    }

    private static Activity StartActivity(HttpRequest request)
    {
        var activity = new Activity("request");
        if (TryReadParent(request, out var parent))
        {
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            activity.TraceStateString = parent.TraceState;
        }

        return activity.Start();
    }

    private static bool TryReadParent(HttpRequest request, out ActivityContext parent)
    {
        parent = default;
        return request.Headers.TraceParent is [{ } traceParent]
            && ActivityContext.TryParse(traceParent, request.Headers.TraceState, isRemote: true, out parent);
    }
}

/// <summary>Gives every use case of a job a trace id, also where no telemetry is exported and nothing is logged.</summary>
internal sealed class TraceIds : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name is Tracing.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public TraceIds() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();
}
