using System.Globalization;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary><c>users.messages.get</c> in its four formats.</summary>
internal sealed class GetMessage(MimeReader reader) : IGmailHandler
{
    private static readonly string[] Formats = ["full", "metadata", "minimal", "raw"];

    public string MethodId => "gmail.users.messages.get";

    public GmailAnswer Handle(GmailCall call)
    {
        var asked = call.Query("format") ?? "full";
        var format = asked.ToLowerInvariant();
        if (!Formats.Contains(format))
        {
            return GmailErrors.InvalidValue("format", "type.googleapis.com/gmail.v1.GetMessageRequest.Format", asked);
        }

        if (call.HasMetadataScope && format is ("full" or "raw"))
        {
            return GmailErrors.MetadataScopeHasNoFormat(format);
        }

        if (!MessageIds.TryFind(call.Person.Mailbox, call.Route("id"), out var message, out var error))
        {
            return error;
        }

        return GmailAnswer.Of(format switch
        {
            "minimal" => Minimal(message),
            "raw" => Minimal(message) with { Raw = WebSafeBase64.Encode(message.Raw) },
            "metadata" => Minimal(message) with { Payload = Metadata(message, call.QueryAll("metadataHeaders")) },
            _ => Minimal(message) with { Payload = reader.Read(message.Id, message.Parse()) },
        });
    }

    private static MessageResource Minimal(StoredMessage message) => new()
    {
        Id = message.Id,
        ThreadId = message.ThreadId,
        LabelIds = message.LabelIds.Count == 0 ? null : [.. message.LabelIds],
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
