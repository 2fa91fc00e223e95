using GmailPlatform.Domain;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>One call within a batch.</summary>
/// <param name="ContentId">By which the client finds the answer; null where it gave none.</param>
/// <param name="Call">What to send to Gmail, or why it is not sent.</param>
/// <param name="Body">JSON on one line, or empty.</param>
internal sealed record BatchPart(string? ContentId, Result<GmailCall> Call, byte[] Body)
{
    private static readonly string[] TransferEncodings = ["binary", "7bit", "8bit"];

    /// <summary>Reads a part: headers, a blank line, and an HTTP request as text (RFC 9112).</summary>
    /// <param name="part">Without its boundaries.</param>
    /// <param name="mount">Whose path may stand before Gmail's own.</param>
    public static BatchPart Read(ReadOnlyMemory<byte> part, GatewayMount mount)
    {
        if (part.Length > BatchLimits.Call)
        {
            return Refused(null, CallFailures.Invalid($"A call within a batch has at most {BatchLimits.Call} bytes."));
        }

        string? contentId = null;
        Failure? failure = null;
        var lines = new HeaderLines(part.Span);
        while (lines.Take() is { Length: > 0 } line)
        {
            if (HeaderLines.Split(line + lines.TakeFolded()) is not { } header)
            {
                failure ??= NoHeader;
            }
            else if (header.Name.Equals("Content-ID", StringComparison.OrdinalIgnoreCase))
            {
                failure ??= contentId is null ? BatchContentId.RefusalOf(header.Value) : BatchContentId.Repeated;
                contentId ??= BatchContentId.IsValid(header.Value) ? header.Value : null;
            }
            else
            {
                failure ??= RefusalOf(header.Name, header.Value);
            }
        }

        return failure is null ? BatchRequest.Read(part[lines.Position..], mount).ToPart(contentId) : Refused(contentId, failure);
    }

    internal static Failure NoHeader { get; } = CallFailures.Invalid("A header within a batch is a name, a colon and a value on one line.");

    internal static BatchPart Refused(string? contentId, Failure failure) => new(contentId, failure, []);

    /// <summary>A part in another encoding would be a different call for a reader who decodes it.</summary>
    private static Failure? RefusalOf(string name, string value)
    {
        if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && !IsHttp(value))
        {
            return CallFailures.Invalid("A part of a batch is of type application/http.");
        }

        return name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !TransferEncodings.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? CallFailures.Invalid("A part of a batch is not encoded: Content-Transfer-Encoding is binary.")
            : null;
    }

    private static bool IsHttp(string contentType) =>
        contentType.Split(';')[0].Trim().Equals("application/http", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The ids by which clients match answers to calls. Gmail gets ids of ours, so that each answer finds its place.</summary>
internal static class BatchContentId
{
    private const int Longest = 256;

    public static readonly Failure Repeated = CallFailures.Invalid("A part of a batch has one Content-ID.");

    public static bool IsValid(string id) => id.Length is > 0 and <= Longest && id.All(character => character is >= ' ' and < '\x7f');

    public static Failure? RefusalOf(string id) => IsValid(id) ? null : CallFailures.Invalid($"A Content-ID is printable ASCII of at most {Longest} characters.");

    /// <summary>As Google answers: <c>&lt;response-item1&gt;</c> to <c>&lt;item1&gt;</c>.</summary>
    public static string Answering(string id) => id.StartsWith('<') ? $"<response-{id[1..]}" : $"response-{id}";
}
