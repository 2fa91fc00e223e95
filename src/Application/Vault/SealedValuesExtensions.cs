namespace GmailPlatform.Application.Vault;

internal static class SealedValuesExtensions
{
    /// <summary>The keys that values of this kind rest under, but for the active one.</summary>
    public static async Task<IReadOnlyDictionary<Guid, long>> OlderKeysAsync(this ISealedValues values, ISealingKeys keys, CancellationToken ct)
    {
        var active = (await keys.ListAsync(ct)).FirstOrDefault(key => key.IsActive)?.Id;
        return (await values.CountByKeyAsync(ct)).Where(count => count.Key != active).ToDictionary();
    }

    /// <summary>How many values of all kinds rest under another key than the active one.</summary>
    public static async Task<long> CountOlderAsync(this IEnumerable<ISealedValues> values, ISealingKeys keys, CancellationToken ct)
    {
        var older = 0L;
        foreach (var kind in values)
        {
            older += (await kind.OlderKeysAsync(keys, ct)).Values.Sum();
        }

        return older;
    }
}
