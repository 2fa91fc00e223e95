using System.Globalization;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>Dates are midnights in Pacific Standard Time; a bare number is seconds since 1970.</summary>
internal static class DateOperators
{
    private static readonly TimeSpan PacificStandardTime = TimeSpan.FromHours(-8);

    private static readonly string[] Formats = ["yyyy/M/d", "yyyy-M-d", "M/d/yyyy", "M-d-yyyy"];

    public static Condition? After(string value) =>
        Moment(value) is { } moment ? new Condition((message, _) => message.InternalDate >= moment) : null;

    public static Condition? Before(string value) =>
        Moment(value) is { } moment ? new Condition((message, _) => message.InternalDate < moment) : null;

    public static Condition? NewerThan(string value) =>
        Age(value) is { } age ? new Condition((message, context) => message.InternalDate >= Back(context.Now, age)) : null;

    public static Condition? OlderThan(string value) =>
        Age(value) is { } age ? new Condition((message, context) => message.InternalDate < Back(context.Now, age)) : null;

    private static DateTimeOffset? Moment(string value)
    {
        if (DateTime.TryParseExact(value, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1 and < 9999)
        {
            return new DateTimeOffset(date, PacificStandardTime);
        }

        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
    }

    private static (int Amount, char Unit)? Age(string value)
    {
        const int years = 1000;
        return value.Length > 1
            && char.ToLowerInvariant(value[^1]) is var unit and ('d' or 'm' or 'y')
            && int.TryParse(value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            && amount <= unit switch { 'd' => years * 365, 'm' => years * 12, _ => years }
                ? (amount, unit)
                : null;
    }

    private static DateTimeOffset Back(DateTimeOffset now, (int Amount, char Unit) age) => age.Unit switch
    {
        'd' => now.AddDays(-age.Amount),
        'm' => now.AddMonths(-age.Amount),
        _ => now.AddYears(-age.Amount),
    };
}
