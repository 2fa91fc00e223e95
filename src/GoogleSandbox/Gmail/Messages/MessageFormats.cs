using System.Globalization;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>A message as <c>minimal</c>, <c>metadata</c>, <c>full</c> or <c>raw</c>.</summary>
internal sealed class MessageFormats(MimeReader reader)
{
    public static readonly IReadOnlyList<string> OfMessages = ["full", "metadata", "minimal", "raw"];

    /// <summary>A whole conversation does not come raw.</summary>
    public static readonly IReadOnlyList<string> OfThreads = ["full", "metadata", "minimal"];

    /// <summary>Reads the parameter; an error when there is no such format, or none for this token.</summary>
    public static GmailError? Read(GmailCall call, string request, IReadOnlyList<string> allowed, out string format)
    {
        var asked = call.Query("format") ?? "full";
        format = asked.ToLowerInvariant();
        if (!allowed.Contains(format))
        {
            return GmailErrors.InvalidValue("format", $"type.googleapis.com/gmail.v1.{request}.Format", asked);
        }

        return call.HasMetadataScope && format is ("full" or "raw") ? GmailErrors.MetadataScopeHasNoFormat(format) : null;
    }

    public MessageResource Write(StoredMessage message, string format, IReadOnlyList<string> metadataHeaders) => format switch
    {
        "minimal" => Minimal(message),
        "raw" => Minimal(message) with { Raw = WebSafeBase64.Encode(message.Raw) },
        "metadata" => Minimal(message) with { Payload = Metadata(message, metadataHeaders) },
        _ => Minimal(message) with { Payload = reader.Read(message.Id, message.Parse()) },
    };

    private static MessageResource Minimal(StoredMessage message) => MessageResource.Labelled(message) with
    {
        Snippet = Web.Forms.NullIfEmpty(message.Document.Snippet),
        SizeEstimate = message.Raw.Length,
        HistoryId = message.HistoryId.ToString(CultureInfo.InvariantCulture),
        InternalDate = message.InternalDate.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
    };

    private static MessagePartResource Metadata(StoredMessage message, IReadOnlyList<string> names)
    {
        var parsed = message.Parse();
        var headers = MimeReader.Headers(parsed)
            .Where(header => names.Count == 0 || names.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
            .ToList();
        return new MessagePartResource
        {
            MimeType = parsed.Body?.ContentType.MimeType ?? "text/plain",
            Headers = headers.Count == 0 ? null : headers,
        };
    }
}
