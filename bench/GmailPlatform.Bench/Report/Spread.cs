using System.Globalization;

namespace GmailPlatform.Bench.Report;

/// <summary>The median of several rounds, and the least and the most.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return new Spread(sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>Such as <c>1,234 (1,100 to 1,300)</c>.</summary>
    public string Text(string format) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(Median, format)} ({Number(Min, format)} to {Number(Max, format)})");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
