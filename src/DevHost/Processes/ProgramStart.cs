using System.Diagnostics;

namespace GmailPlatform.DevHost.Processes;

/// <summary>A program to run: what, as whom, with which environment.</summary>
internal sealed record ProgramStart(string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>Another account to run as; only root may ask for one.</summary>
    public string? Account { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the kernel sends the program when we die without a word (prctl(2), PR_SET_PDEATHSIG).</summary>
    public string DeathSignal { get; init; } = "KILL";

    /// <summary>A session of its own keeps the terminal's Ctrl+C away, so that we decide the order of stopping.</summary>
    public bool OwnSession { get; init; } = true;

    public ProcessStartInfo ToStartInfo()
    {
        string[] command = [.. SessionPrefix(), .. PrivilegePrefix(), FileName, .. Arguments];
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = WorkingDirectory ?? "" };
        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private IEnumerable<string> SessionPrefix() =>
        OwnSession && ExecutablePath.Find("setsid") is { } setsid ? [setsid] : [];

    private IEnumerable<string> PrivilegePrefix()
    {
        var setpriv = ExecutablePath.Find("setpriv");
        if (Account is not null)
        {
            return [setpriv ?? throw new DevHostException("The program setpriv (util-linux) is missing: root needs it to run PostgreSQL as another account."),
                $"--reuid={Account}", $"--regid={Account}", "--init-groups", $"--pdeathsig={DeathSignal}"];
        }

        return setpriv is null ? [] : [setpriv, $"--pdeathsig={DeathSignal}"];
    }
}
