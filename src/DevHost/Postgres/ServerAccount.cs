using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>Who PostgreSQL runs as: it refuses root, so root hands it to the account <c>postgres</c>.</summary>
internal static class ServerAccount
{
    /// <summary>Null: as ourselves.</summary>
    public static string? Name { get; } = Environment.IsPrivilegedProcess ? "postgres" : null;

    public static async Task EnsureExistsAsync(CancellationToken ct)
    {
        if (Name is not null && (await Command.RunAsync(new ProgramStart("id", Name), ct)).ExitCode != 0)
        {
            throw new DevHostException($"PostgreSQL does not run as root, and there is no account {Name}: install the package postgresql, or run as another user.");
        }
    }

    /// <summary>Whether the account may walk down to the folder; a home folder of root's it may not.</summary>
    public static async Task<bool> CanReachAsync(string folder, CancellationToken ct) =>
        Name is null || (await Command.RunAsync(new ProgramStart("test", "-x", folder) { Account = Name, WorkingDirectory = "/" }, ct)).ExitCode == 0;

    /// <summary>Lets every account walk through the folder; what lies in it keeps its own mode.</summary>
    public static void LetPass(string folder) =>
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public static async Task GiveAsync(string path, CancellationToken ct)
    {
        if (Name is null)
        {
            return;
        }

        var result = await Command.RunAsync(new ProgramStart("chown", Name + ":", path), ct);
        if (result.ExitCode != 0)
        {
            throw new DevHostException($"{path} cannot be given to the account {Name}: {result.Error.Trim()}");
        }
    }
}
