using System.Globalization;
using System.Text.RegularExpressions;
using GmailPlatform.DevHost;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.Bench.Load;

/// <summary>One address under load.</summary>
/// <param name="Url">Where to ask, up to the path.</param>
/// <param name="Path">The path; <c>{id}</c> stands for the grant's id where the grants are walked.</param>
/// <param name="ApiKey">Sent as the bearer token.</param>
internal sealed record Target(Uri Url, string Path, string ApiKey);

/// <summary>Grants in a row.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Once">Fail rather than ask for one of them twice.</param>
internal sealed record Walk(int First, int Count, bool Once);

/// <summary>What one load of a few seconds showed.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="P99">99% of the answers took at most this many microseconds.</param>
internal sealed record LoadResult(double Rate, double P99, int Requests);

/// <summary>Runs <c>wrk</c> (the package of Debian) with the script beside it.</summary>
internal static partial class Wrk
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Load", "wrk.lua");

    /// <summary>Fails when one answer is not a success, or when a walk that may not came round to its first grant.</summary>
    public static async Task<LoadResult> RunAsync(Target target, int connections, int seconds, Walk? walk, CancellationToken ct)
    {
        var threads = connections < 64 ? 1 : 2;
        var share = walk is null ? 0 : walk.Count / threads;
        var halves = target.Path.Split("{id}");
        string[] walked = walk is null ? [] : ["--", halves[0], halves[1], Text(walk.First), Text(share)];
        var result = await Command.RunAsync(
            new ProgramStart(
                "wrk",
                ["--latency", "-t", Text(threads), "-c", Text(connections), "-d", Text(seconds) + "s", "-s", Script,
                    "-H", $"Authorization: Bearer {target.ApiKey}", new Uri(target.Url, walk is null ? target.Path : "/").ToString(), .. walked]),
            ct);
        var match = Result().Match(result.Output);
        if (!match.Success)
        {
            throw new DevHostException($"wrk said nothing of {target.Path}: {result.Error}{result.Output}");
        }

        Verify(target, match, walk is { Once: true } ? share : int.MaxValue);
        var requests = Number(match, "requests");
        return new LoadResult(requests / (Number(match, "microseconds") / 1e6), Number(match, "p99"), requests);
    }

    private static void Verify(Target target, Match match, int most)
    {
        if (Number(match, "refused") > 0 || Number(match, "broken") > 0)
        {
            throw new DevHostException($"{target.Url}{target.Path}: {Number(match, "refused")} answers were no success and {Number(match, "broken")} connections failed.");
        }

        if (Number(match, "most") > most)
        {
            throw new DevHostException($"{target.Path}: wrk asked for {Number(match, "most")} of {most} grants, so for some of them twice: let BenchPlan load more.");
        }
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^RESULT requests=(?<requests>\d+) microseconds=(?<microseconds>\d+) p99=(?<p99>\d+) refused=(?<refused>\d+) broken=(?<broken>\d+) most=(?<most>\d+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Result();
}
