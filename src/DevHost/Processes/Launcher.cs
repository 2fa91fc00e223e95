using System.Collections.Concurrent;
using System.Diagnostics;

namespace GmailPlatform.DevHost.Processes;

/// <summary>
/// Starts every child from one thread that lives as long as this process: to the kernel a child's parent is the thread
/// that forked it, and a retired pool thread would set off the children's death signal.
/// </summary>
internal static class Launcher
{
    private static readonly BlockingCollection<Task<Process>> Starts = [];

    static Launcher() => new Thread(Work) { IsBackground = true, Name = "Launcher" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var start = new Task<Process>(() => Process.Start(info) ?? throw new InvalidOperationException($"{info.FileName} did not start."));
        Starts.Add(start);
        return start;
    }

    private static void Work()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
        {
            start.RunSynchronously(TaskScheduler.Default);
        }
    }
}
