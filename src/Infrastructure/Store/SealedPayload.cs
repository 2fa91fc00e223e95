namespace GmailPlatform.Infrastructure.Store;

/// <summary>What Data Protection seals begins with four bytes that name the format and sixteen that name the key.</summary>
internal static class SealedPayload
{
    private const int HeaderSize = 4;
    private const int KeyIdSize = 16;

    private const string RowPrefix = "key-";

    /// <summary>The first three groups of a Guid rest in reverse order of bytes.</summary>
    private const string GuidBytes = "^(..)(..)(..)(..)(..)(..)(..)(..)(....).*$";
    private const string GuidText = @"\4\3\2\1-\6\5-\8\7-\9-";

    /// <summary>The key that a payload was sealed under; null for what is too short to be one.</summary>
    public static Guid? KeyOf(byte[] payload) =>
        payload.Length < HeaderSize + KeyIdSize ? null : new Guid(payload.AsSpan(HeaderSize, KeyIdSize));

    /// <summary>The row of the key ring that a payload needs; null without one.</summary>
    public static string? KeyRowOf(byte[]? payload) => payload is not null && KeyOf(payload) is { } keyId ? KeyRow(keyId) : null;

    /// <summary>A key's row in the ring, as Data Protection names it.</summary>
    public static string KeyRow(Guid keyId) => $"{RowPrefix}{keyId:D}";

    /// <summary>The id of the key in a row; null for a row that is not a key's.</summary>
    public static Guid? TryKeyOfRow(string row) =>
        row.StartsWith(RowPrefix, StringComparison.Ordinal) && Guid.TryParseExact(row.AsSpan(RowPrefix.Length), "D", out var keyId) ? keyId : null;

    /// <summary>The same in SQL, for a payload in base64.</summary>
    public static string KeyRowSql(string base64)
    {
        var hex = $"encode(substring(decode({base64}, 'base64') from {HeaderSize + 1} for {KeyIdSize}), 'hex')";
        return $"'{RowPrefix}' || regexp_replace({hex}, '{GuidBytes}', '{GuidText}') || substring({hex} from 21)";
    }
}
