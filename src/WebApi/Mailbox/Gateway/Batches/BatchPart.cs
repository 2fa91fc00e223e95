using GmailPlatform.Domain;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>One call within a batch.</summary>
/// <param name="ContentId">The id by which the client matches the response; null if it sent none.</param>
/// <param name="Call">The call to send to Gmail, or why it is rejected.</param>
/// <param name="Body">JSON on one line, or empty.</param>
internal sealed record BatchPart(string? ContentId, Result<GmailCall> Call, byte[] Body)
{
    private static readonly string[] TransferEncodings = ["binary", "7bit", "8bit"];

    /// <summary>Reads a part: headers, a blank line, and an HTTP request as text (RFC 9112).</summary>
    /// <param name="part">Without its boundaries.</param>
    /// <param name="mount">The mount whose path may precede Gmail's own.</param>
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

    internal static Failure NoHeader { get; } = CallFailures.Invalid("A header within a batch must be a name, a colon and a value on one line.");

    internal static BatchPart Refused(string? contentId, Failure failure) => new(contentId, failure, []);

    /// <summary>A part in another encoding would be a different call to a parser that decodes it.</summary>
    private static Failure? RefusalOf(string name, string value)
    {
        if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && !IsHttp(value))
        {
            return CallFailures.Invalid("A part of a batch must have the type application/http.");
        }

        return name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && !TransferEncodings.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? CallFailures.Invalid("A part of a batch must not be encoded: use Content-Transfer-Encoding: binary.")
            : null;
    }

    private static bool IsHttp(string contentType) =>
        contentType.Split(';')[0].Trim().Equals("application/http", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The ids by which clients match responses to calls. Gmail gets our own ids, which map its responses to calls.</summary>
internal static class BatchContentId
{
    private const int MaxLength = 256;

    public static readonly Failure Repeated = CallFailures.Invalid("A part of a batch must have at most one Content-ID.");

    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && id.All(character => character is >= ' ' and < '\x7f');

    public static Failure? RefusalOf(string id) => IsValid(id) ? null : CallFailures.Invalid($"A Content-ID must be printable ASCII of at most {MaxLength} characters.");

    /// <summary>As Google answers: <c>&lt;response-item1&gt;</c> to <c>&lt;item1&gt;</c>.</summary>
    public static string Answering(string id) => id.StartsWith('<') ? $"<response-{id[1..]}" : $"response-{id}";
}
