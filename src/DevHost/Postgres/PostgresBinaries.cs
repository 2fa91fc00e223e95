using System.Globalization;
using System.Text.RegularExpressions;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>A folder with PostgreSQL's server programs.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Version)
{
    private const string DebianFolder = "/usr/lib/postgresql";

    public string Initdb => Path.Combine(Folder, "initdb");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>The first on the PATH, else Debian's newest; a cluster that exists needs its own major version.</summary>
    public static async Task<PostgresBinaries> FindAsync(int? version, CancellationToken ct)
    {
        foreach (var folder in ExecutablePath.Folders.Concat(DebianFolders()).Where(HasServer))
        {
            var binaries = new PostgresBinaries(folder, await ReadVersionAsync(folder, ct));
            if (version is null || binaries.Version == version)
            {
                return binaries;
            }
        }

        throw new DevHostException($"PostgreSQL {version}'s programs initdb and postgres are neither on the PATH nor below {DebianFolder}: install the package postgresql.");
    }

    private static IEnumerable<string> DebianFolders() =>
        Directory.Exists(DebianFolder)
            ? Directory.GetDirectories(DebianFolder)
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
                .Select(folder => Path.Combine(folder, "bin"))
            : [];

    private static bool HasServer(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private static async Task<int> ReadVersionAsync(string folder, CancellationToken ct)
    {
        var result = await Command.RunAsync(new ProgramStart(Path.Combine(folder, "postgres"), "--version"), ct);
        var match = Major().Match(result.Output);
        return match.Success
            ? int.Parse(match.Value, CultureInfo.InvariantCulture)
            : throw new DevHostException($"{folder}/postgres --version says \"{result.Output.Trim()}\", which names no version.");
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Major();
}
