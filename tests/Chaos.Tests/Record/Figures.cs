using System.Collections.Concurrent;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Counts what happened, by group and name.</summary>
internal sealed class Figures
{
    private readonly ConcurrentDictionary<(string Group, string Name), long> _counts = new();
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> _seconds = new(StringComparer.Ordinal);

    public void Add(string group, string name, long count = 1) => _counts.AddOrUpdate((group, name), count, (_, known) => known + count);

    /// <summary>How long a call of this kind took that was answered.</summary>
    public void Took(string kind, TimeSpan time) => _seconds.GetOrAdd(kind, _ => []).Add(time.TotalSeconds);

    public long this[string group, string name] => _counts.GetValueOrDefault((group, name));

    public long Sum(string group) => _counts.Where(count => count.Key.Group == group).Sum(count => count.Value);

    /// <summary>One line a group: its names and counts.</summary>
    public IEnumerable<string> Lines() => _counts
        .GroupBy(count => count.Key.Group, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key}: {string.Join(", ", group.OrderBy(count => count.Key.Name, StringComparer.Ordinal).Select(count => $"{count.Key.Name} {count.Value}"))}")
        .Concat(_seconds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"seconds of {kind.Key}: {Quantiles([.. kind.Value.Order()])}"));

    private static string Quantiles(double[] sorted) => FormattableString.Invariant(
        $"median {sorted[sorted.Length / 2]:0.000}, 99% {sorted[(int)(sorted.Length * 0.99)]:0.000}, longest {sorted[^1]:0.000}");
}
