using System.Text.RegularExpressions;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Logs hold no secret, no address and no mail, and an Error is worth a look.</summary>
internal sealed partial class LogChecks(ChaosWorld world, Violations violations, Figures figures)
{
    private const int MostExamples = 5;

    public void Check()
    {
        string[] secrets = [.. world.Tenants.Select(tenant => tenant.ApiKey[^43..]), world.Platform.Settings.MasterKey, "GOCSPX-", SendRequest.LogMarker, PeopleDomain];
        foreach (var node in world.Nodes)
        {
            var lines = LinesOf(node).ToList();
            figures.Add("log lines", node.Name, lines.Count);
            Report(node, "holds what no log may hold", lines.Where(line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)) || Shapes().IsMatch(line)));
            Report(node, "says Error without need", lines.Where(IsError).Where(line => !IsExplained(line)));
        }
    }

    public const string PeopleDomain = "chaos.example";

    /// <summary>All that the processes at this address wrote.</summary>
    public static IEnumerable<string> LinesOf(Node node) =>
        node.Processes.SelectMany(process => $"{process.Output}{process.Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private void Report(Node node, string what, IEnumerable<string> lines)
    {
        foreach (var group in lines.GroupBy(line => Numbers().Replace(line[..Math.Min(line.Length, 160)], "#"), StringComparer.Ordinal).Take(MostExamples))
        {
            figures.Add("log findings", $"{node.Name} {what}", group.Count());
            violations.Add(Invariant.LogsAreClean, $"the log of {node.Name} {what}, {group.Count()} times: {Shapes().Replace(group.First()[..Math.Min(group.First().Length, 1500)], "[secret]")}");
        }
    }

    /// <summary>Of the JSON of production, and of the one line that a program writes that cannot start.</summary>
    private static bool IsError(string line) => !line.StartsWith('{')
        || line.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal) || line.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal);

    /// <summary>Hangfire says once of each of its loops that the database is away, and how long it waits; its level is Hangfire's own.</summary>
    private static bool IsExplained(string line) =>
        line.Contains("\"Category\":\"Hangfire.", StringComparison.Ordinal) && line.Contains("\"Exception\":\"Npgsql.", StringComparison.Ordinal);

    [GeneratedRegex(@"\d+|[0-9a-f]{8,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Numbers();

    /// <summary>Access tokens, refresh tokens and codes, JWTs.</summary>
    [GeneratedRegex(
        @"ya29\.[\w-]{8,}|eyJ[\w-]{8,}\.[\w-]{8,}\.|(?<![\w+/])(1//0|4/0A)[\w-]{16,}|(1%2F%2F0|4%2F0A)[\w-]{16,}",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Shapes();
}
