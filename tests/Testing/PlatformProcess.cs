using System.Diagnostics;

namespace GmailPlatform.Testing;

/// <summary>The platform as a process of its own.</summary>
public sealed class PlatformProcess : ServerProcess
{
    private PlatformProcess(Process process, Uri url)
        : base(process, url)
    {
    }

    /// <summary>Starts it and does not wait.</summary>
    /// <param name="url">Where it listens, if it is told to serve.</param>
    /// <param name="settings">Its configuration, by the names of the README.</param>
    /// <param name="arguments">A command and its arguments; none serves.</param>
    public static async Task<PlatformProcess> StartAsync(Uri url, IReadOnlyDictionary<string, string?> settings, params IReadOnlyList<string> arguments) =>
        new(await StartAsync("WebApi", url, settings, arguments), url);

    /// <summary>Waits until it can serve.</summary>
    public Task WaitReadyAsync() => WaitForAsync("health/ready", "the platform is ready");
}
