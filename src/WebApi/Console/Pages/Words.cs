using System.Globalization;

namespace GmailPlatform.WebApi.Console.Pages;

/// <summary>Names, numbers and spans of time as a person reads them.</summary>
internal static class Words
{
    /// <summary>"ReauthorizationRequired" and "access_token_refreshed" as words.</summary>
    public static string Of(string name)
    {
        var words = string.Concat(name.Select((c, i) => c is '_' ? " " : i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"in 5 min", "3 h ago".</summary>
    public static string Distance(TimeSpan distance) => distance.TotalSeconds > 0.5 ? $"in {Span(distance)}" : $"{Span(-distance)} ago";

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => $"{Math.Max(0, (int)span.TotalSeconds)} s",
        { TotalMinutes: < 90 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 36 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} days",
    };
}
