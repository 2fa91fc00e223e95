using System.Buffers;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>The path of a call to a Gmail method, below one of the forwarded prefixes.</summary>
/// <param name="Escaped">Without a leading slash.</param>
/// <param name="UserId">The user whose mailbox is called (<c>userId</c> of the <c>users.*</c> methods).</param>
/// <param name="BelowUser">The segments that identify the method, unescaped.</param>
/// <param name="IsUpload">Whether the body is a message, which may be large.</param>
internal sealed record GmailPath(string Escaped, string UserId, ReadOnlyMemory<string> BelowUser, bool IsUpload)
{
    /// <summary>Google's name for the owner of the token.</summary>
    public const string Me = "me";

    public static readonly Failure Unknown = CommonFailures.NotFound with
    {
        Detail = "This gateway only forwards gmail/v1/users/, upload/gmail/v1/users/, resumable/upload/gmail/v1/users/ and batch.",
    };

    /// <summary>Separators, and control characters of both ranges (C0 and C1).</summary>
    private static readonly SearchValues<char> Ambiguous =
        SearchValues.Create([.. @"/\%?#", .. Enumerable.Range(0, 0x100).Select(code => (char)code).Where(char.IsControl)]);

    private static readonly SearchValues<char> NeverEscaped = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly string[][] Prefixes =
        [["gmail", "v1", "users"], ["upload", "gmail", "v1", "users"], ["resumable", "upload", "gmail", "v1", "users"]];

    /// <summary>Null for a path that the gateway does not forward.</summary>
    /// <param name="path">Unescaped, without a leading slash.</param>
    public static GmailPath? Find(string path) => Find(path.Split('/'));

    /// <summary>As <see cref="Find(string)"/>, for a path as a request line holds it: each segment is unescaped once.</summary>
    public static GmailPath? FindEscaped(string path) => Find([.. path.Split('/').Select(Uri.UnescapeDataString)]);

    private static GmailPath? Find(string[] segments)
    {
        if (Array.Find(Prefixes, prefix => segments.AsSpan().StartsWith(prefix)) is not { } prefix
            || segments.Length <= prefix.Length + 1
            || !Array.TrueForAll(segments, IsPlain))
        {
            return null;
        }

        var below = segments.AsMemory(prefix.Length + 1);
        return new GmailPath(string.Join('/', Array.ConvertAll(segments, Escape)), segments[prefix.Length], below, IsUpload: prefix.Length > Prefixes[0].Length);
    }

    /// <summary>Whether every parser reads it as one and the same segment.</summary>
    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && !segment.AsSpan().ContainsAny(Ambiguous);

    private static string Escape(string segment) =>
        segment.AsSpan().ContainsAnyExcept(NeverEscaped)
            ? Uri.EscapeDataString(segment).Replace("%40", "@", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal)
            : segment;
}
