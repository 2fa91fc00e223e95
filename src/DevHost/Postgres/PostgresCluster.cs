using System.Globalization;
using System.Security.Cryptography;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>A data folder with its superuser password, made on first use.</summary>
internal sealed record PostgresCluster(string Folder, string Password, PostgresBinaries Binaries)
{
    public const string Superuser = "postgres";

    // Where clusters live whose own place the server's account cannot reach.
    private const string ReachableFolder = "/var/lib/gmailplatform";

    /// <summary>Opens the cluster at the path, or makes it; the password is kept beside it.</summary>
    public static async Task<PostgresCluster> OpenAsync(string path, bool durable, CancellationToken ct)
    {
        await ServerAccount.EnsureExistsAsync(ct);
        var folder = await PlaceAsync(path, ct);
        var existing = await ReadVersionAsync(folder, ct);
        var passwordFile = path + ".password";
        if (existing is not null && !File.Exists(passwordFile))
        {
            throw new DevHostException($"{passwordFile} is missing: without it the database in {folder} cannot be opened. Restore it, or delete {path} to start anew.");
        }

        var password = await PrivateFile.ReadOrCreateAsync(passwordFile, () => RandomNumberGenerator.GetHexString(48, lowercase: true), ct);
        var cluster = new PostgresCluster(folder, password, await PostgresBinaries.FindAsync(existing, ct));
        if (existing is null)
        {
            await cluster.InitializeAsync(durable, ct);
        }

        return cluster;
    }

    /// <summary>The real folder: the path itself, or where it links to because the server's account cannot get there.</summary>
    private static async Task<string> PlaceAsync(string path, CancellationToken ct)
    {
        if (new FileInfo(path).LinkTarget is { } elsewhere)
        {
            return elsewhere;
        }

        var parent = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(parent);
        if (await ServerAccount.CanReachAsync(parent, ct))
        {
            return path;
        }

        var folder = Path.Combine(ReachableFolder, "postgres-" + RandomNumberGenerator.GetHexString(12, lowercase: true));
        Directory.CreateDirectory(ReachableFolder);
        ServerAccount.LetPass(ReachableFolder);
        File.CreateSymbolicLink(path, folder);
        return folder;
    }

    private static async Task<int?> ReadVersionAsync(string folder, CancellationToken ct)
    {
        var file = Path.Combine(folder, "PG_VERSION");
        return File.Exists(file) ? int.Parse(await File.ReadAllTextAsync(file, ct), CultureInfo.InvariantCulture) : null;
    }

    // A half-made cluster never has the final name: it is made beside it and moved.
    private async Task InitializeAsync(bool durable, CancellationToken ct)
    {
        var draft = Folder + ".new";
        var passwordFile = Folder + ".initial-password";
        DeleteFolder(draft);
        Directory.CreateDirectory(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await ServerAccount.GiveAsync(draft, ct);
        try
        {
            await PrivateFile.WriteAsync(passwordFile, Password, ct);
            await ServerAccount.GiveAsync(passwordFile, ct);
            await RunInitdbAsync(draft, passwordFile, durable, ct);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(draft, Folder);
    }

    private async Task RunInitdbAsync(string draft, string passwordFile, bool durable, CancellationToken ct)
    {
        string[] arguments =
        [
            $"--pgdata={draft}", $"--username={Superuser}", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--no-locale", "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        var result = await Command.RunAsync(new ProgramStart(Binaries.Initdb, arguments) { Account = ServerAccount.Name, WorkingDirectory = "/" }, ct);
        if (result.ExitCode != 0)
        {
            throw new DevHostException($"initdb could not make {Folder}: {result.Error.Trim()}");
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
