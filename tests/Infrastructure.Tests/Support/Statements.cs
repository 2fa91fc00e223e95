using System.Diagnostics;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>Sees what a piece of work sends to PostgreSQL, by Npgsql's own tracing.</summary>
internal static class Statements
{
    private const string WorkName = "GmailPlatform.Infrastructure.Tests";

    private static readonly ActivitySource Work = new(WorkName);

    /// <summary>The text of each command, in order.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(Func<Task> work)
    {
        var seen = new List<string>();
        ActivityTraceId trace = default;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or WorkName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(listener);
        using (var activity = Work.StartActivity("work"))
        {
            trace = activity!.TraceId;
            await work();
        }

        return seen;

        void Keep(Activity activity)
        {
            // Other tests run at the same time.
            if (activity.Source.Name is "Npgsql" && activity.TraceId == trace
                && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
            {
                lock (seen)
                {
                    seen.Add(text);
                }
            }
        }
    }
}
