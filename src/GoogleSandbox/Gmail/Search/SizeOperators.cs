namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>Sizes in bytes, or with K or M behind the number.</summary>
internal static class SizeOperators
{
    public static Condition? AtLeast(string value) =>
        Bytes(value) is { } bytes ? new Condition((message, _) => message.Raw.Length >= bytes) : null;

    public static Condition? Below(string value) =>
        Bytes(value) is { } bytes ? new Condition((message, _) => message.Raw.Length < bytes) : null;

    private static decimal? Bytes(string value)
    {
        var number = value.TrimEnd('b', 'B');
        var factor = number.Length == 0 ? 0 : char.ToLowerInvariant(number[^1]) switch { 'k' => 1024, 'm' => 1024 * 1024, _ => 1 };
        var digits = factor > 1 ? number[..^1] : number;
        return ulong.TryParse(digits, out var amount) ? (decimal)amount * factor : null;
    }
}
