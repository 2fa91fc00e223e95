using System.Text.RegularExpressions;

namespace GmailPlatform.Architecture.Tests;

public sealed partial class ClockTests
{
    [Fact]
    public void Nobody_reads_the_clock_but_through_a_TimeProvider()
    {
        var files = Sources.In("src");

        files.Should().NotBeEmpty();
        files.Should().Contain(file => file.Text.Contains("GetUtcNow()", StringComparison.Ordinal));
        files.SelectMany(file => DirectReading().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")).Should().BeEmpty();
    }

    [GeneratedRegex(
        @"\bDateTime(Offset)?\s*\.\s*(Utc)?Now\b|\bDateTime\s*\.\s*Today\b|\bStopwatch\s*\.\s*(GetTimestamp|StartNew)\b|\bnew Stopwatch\b|\bEnvironment\s*\.\s*TickCount(64)?\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DirectReading();
}
