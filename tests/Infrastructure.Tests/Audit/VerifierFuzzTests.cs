using System.Globalization;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Random damage to an export: the verifier answers each with findings, and never with an exception.</summary>
public sealed class VerifierFuzzTests(ExportMutationTests.Exports exports) : IClassFixture<ExportMutationTests.Exports>
{
    private const int Iterations = 4_000;

    /// <summary>What readers of JSON, notes and numbers trip over.</summary>
    private static readonly IReadOnlyList<string> Tokens =
    [
        "1e400", "-1e400", "1e-400", "99999999999999999999", "-0", "0.1e1", "NaN", "null", "true", "5", "\"\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"text\\n\\n\"",
        "\"\\n\\n\"", "\"a\\n0\\nAA==\\n\\n— a AAAA\\n\"", "[]", "{}", "[[[[[[", "{\"kind\":\"event\"}", "{\"a\":1,\"a\":2}", "\\", "\"", ",", ":", "}", "\uFEFF", "\uFFFD", "\u2028", "\0", "\r", "\n", "—",
        "\"kind\":\"event\"", "\"kind\":\"end\"", "\"kind\":\"tombstone\"", "\"unreadable\":\"\"", "-1", "9223372036854775807", "9223372036854775808", "00000000-0000-0000-0000-000000000000",
    ];

    [Fact]
    public async Task S6_No_damaged_export_is_sound_or_ends_the_verifier()
    {
        var seed = Environment.GetEnvironmentVariable("GMAILPLATFORM_FUZZ_SEED") is { } chosen ? int.Parse(chosen, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"GMAILPLATFORM_FUZZ_SEED={seed}");
        var random = new Random(seed);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var damaged = Damage(exports.Honest, random);
            var findings = (await exports.VerifyAsync(damaged, random.Next(4) == 0 ? null : exports.Keys, random.Next(3) == 0 ? Damage(damaged, random) : null)).Findings;

            if (Meaning(damaged) != Meaning(exports.Honest))
            {
                findings.Should().NotBeEmpty("seed {0}, iteration {1}", seed, iteration);
            }
        }
    }

    /// <summary>The digest covers all lines but the last, and the ends of lines mean nothing.</summary>
    private static string Meaning(string export)
    {
        var lines = export.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        return string.Join('\n', lines[^1].StartsWith("{\"kind\":\"end\"", StringComparison.Ordinal) ? lines[..^1] : lines);
    }

    private static string Damage(string text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0 && text.Length > 0; times--)
        {
            var (at, length) = (random.Next(text.Length), random.Next(1, 40));
            var end = Math.Min(text.Length, at + length);
            text = random.Next(7) switch
            {
                0 => text.Remove(at, end - at),
                1 => text.Insert(at, Tokens[random.Next(Tokens.Count)]),
                2 => $"{text[..at]}{Tokens[random.Next(Tokens.Count)]}{text[end..]}",
                3 => $"{text[..at]}{(char)random.Next(0x80)}{text[(at + 1)..]}",
                4 => text.Insert(random.Next(text.Length), text[at..end]),
                5 => ReplaceValue(text, at, Tokens[random.Next(Tokens.Count)]),
                _ => EditLines(text, random),
            };
        }

        return text;
    }

    /// <summary>Puts a token in the place of the value that follows the next colon, so that the line stays JSON where the token is.</summary>
    private static string ReplaceValue(string text, int at, string token)
    {
        var colon = text.IndexOf("\":", at, StringComparison.Ordinal);
        var end = colon < 0 ? -1 : text.IndexOfAny([',', '}', '\n'], colon);
        return end < 0 ? text : $"{text[..(colon + 2)]}{token}{text[end..]}";
    }

    private static string EditLines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(3))
        {
            case 0:
                lines.RemoveAt(one);
                break;
            case 1:
                lines.Insert(one, lines[other]);
                break;
            default:
                (lines[one], lines[other]) = (lines[other], lines[one]);
                break;
        }

        return string.Join('\n', lines);
    }
}
