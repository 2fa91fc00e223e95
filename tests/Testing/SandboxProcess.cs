using System.Diagnostics;

namespace GmailPlatform.Testing;

/// <summary>The Google sandbox as a process of its own, which can be paused and restarted.</summary>
public sealed class SandboxProcess : ServerProcess
{
    private SandboxProcess(Process process, Uri url)
        : base(process, url)
    {
    }

    /// <summary>Starts the sandbox of a world and waits until it answers. With a state file it knows its people after a restart.</summary>
    public static async Task<SandboxProcess> StartAsync(WorldSettings settings)
    {
        var sandbox = new SandboxProcess(await StartAsync("GoogleSandbox", settings.SandboxUrl, settings.ForSandbox(), []), settings.SandboxUrl);
        await sandbox.WaitForAsync("sandbox/clock", "the sandbox answers");
        return sandbox;
    }
}
