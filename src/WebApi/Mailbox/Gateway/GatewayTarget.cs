namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Where a call through the gateway leads to at Gmail: below one of a few prefixes, by plain segments only.</summary>
/// <param name="Path">Escaped, without a leading slash.</param>
/// <param name="UserId">Whose mailbox (<c>users.*</c> methods' <c>userId</c>); null for a batch.</param>
internal sealed record GatewayTarget(string Path, string? UserId)
{
    /// <summary>Google's name for the owner of the token.</summary>
    public const string Me = "me";

    private static readonly string[][] MethodPrefixes =
        [["gmail", "v1", "users"], ["upload", "gmail", "v1", "users"], ["resumable", "upload", "gmail", "v1", "users"]];

    /// <summary>Google's guide names the second; generated clients use the first.</summary>
    private static readonly string[] BatchPaths = ["batch", "batch/gmail/v1"];

    /// <summary>The path below the user's, unescaped: what tells the method.</summary>
    public string BelowUser { get; private init; } = "";

    public bool IsBatch => UserId is null;

    /// <summary>Bodies of uploads are mail, and as long as mail may be.</summary>
    public bool IsUpload => !IsBatch && !Path.StartsWith("gmail/", StringComparison.Ordinal);

    /// <summary>Null for a path that the gateway does not lead to.</summary>
    /// <param name="path">Unescaped, without a leading slash.</param>
    public static GatewayTarget? Find(string path)
    {
        if (BatchPaths.Contains(path, StringComparer.Ordinal))
        {
            return new GatewayTarget(path, UserId: null);
        }

        var segments = path.Split('/');
        return segments.All(IsPlain) && MethodPrefixes.FirstOrDefault(prefix => segments.AsSpan().StartsWith(prefix)) is { } found && segments.Length > found.Length + 1
            ? new GatewayTarget(string.Join('/', segments.Select(Escape)), segments[found.Length]) { BelowUser = string.Join('/', segments.Skip(found.Length + 1)) }
            : null;
    }

    /// <summary>Nothing that could lead elsewhere for whoever reads the path differently.</summary>
    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && !segment.Any(character => character is '\\' or '%' or '?' or '#' || char.IsControl(character));

    private static string Escape(string segment) => Uri.EscapeDataString(segment).Replace("%40", "@", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}
