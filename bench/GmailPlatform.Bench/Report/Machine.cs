using System.Globalization;
using System.Runtime.InteropServices;
using GmailPlatform.DevHost.Processes;
using Npgsql;

namespace GmailPlatform.Bench.Report;

/// <summary>Where the numbers come from, without names of hosts or folders.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var version = database.CreateCommand("show server_version");
        await using var synchronous = database.CreateCommand("select current_setting('fsync') || '/' || current_setting('synchronous_commit')");
        var wrk = await Command.RunAsync(new ProgramStart("wrk", "-v"), ct);
        return $"""
            - {Environment.ProcessorCount} cores, {Cpu()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB; {RuntimeInformation.OSDescription}
            - .NET {Environment.Version}, Release, server GC, environment Production
            - PostgreSQL {await version.ExecuteScalarAsync(ct)}, its defaults, fsync/synchronous_commit {await synchronous.ExecuteScalarAsync(ct)}
            - {wrk.Output.Split('[')[0].Trim()}
            - {TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; load average at the start {LoadAverage()}
            """;
    }

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string Cpu() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
