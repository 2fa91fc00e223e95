using System.Buffers.Text;
using System.Net.Http.Headers;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1.Data;
using static Google.Apis.Gmail.v1.UsersResource.MessagesResource;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailContents(GmailServices services, GmailCalls calls) : IMailContents
{
    private const string AnyBytes = "application/octet-stream";

    /// <summary>Gmail's own id of an attachment is good for the moment: it is looked up each time.</summary>
    public async Task<MailboxAnswer<MailContent>> OpenAttachmentAsync(Secret accessToken, string messageId, string attachmentId, CancellationToken ct)
    {
        var structure = services.Gmail.Users.Messages.Get(GmailCalls.Me, messageId);
        (structure.Format, structure.Fields) = (GetRequest.FormatEnum.Full, "payload");
        var found = await calls.RunAsync(structure, accessToken, message => message.Attachment(attachmentId), ct);
        return await found.ThenAsync(part => part switch
        {
            null => Answer(new MailboxAnswer<MailContent>.Failed(MailboxFailures.NotFound)),
            { Body.AttachmentId: { } id } => OpenAsync(
                services.Gmail.Users.Messages.Attachments.Get(GmailCalls.Me, messageId, id).CreateRequest(),
                "data",
                accessToken,
                (length, stream) => new MailContent(MediaTypeOf(part), part.Filename, length, stream),
                ct),
            _ => Answer(new MailboxAnswer<MailContent>.Found(Short(part))),
        });
    }

    public Task<MailboxAnswer<MailContent>> OpenMessageAsync(Secret accessToken, string messageId, CancellationToken ct)
    {
        var message = services.Gmail.Users.Messages.Get(GmailCalls.Me, messageId);
        (message.Format, message.Fields) = (GetRequest.FormatEnum.Raw, "raw");
        return OpenAsync(message.CreateRequest(), "raw", accessToken, (length, stream) => new MailContent("message/rfc822", $"{messageId}.eml", length, stream), ct);
    }

    private async Task<MailboxAnswer<MailContent>> OpenAsync(
        HttpRequestMessage request, string property, Secret accessToken, Func<long?, Stream, MailContent> describe, CancellationToken ct)
    {
        using (request)
        {
            return await calls.SendAsync(
                request,
                accessToken,
                HttpCompletionOption.ResponseHeadersRead,
                services.Timeout,
                async response =>
                {
                    var stream = new Base64UrlJsonStream(await response.Content.ReadAsStreamAsync(ct), property, services.Timeout);
                    try
                    {
                        return describe(await stream.OpenAsync(ct), stream);
                    }
                    catch
                    {
                        await stream.DisposeAsync();
                        throw;
                    }
                },
                ct);
        }
    }

    /// <summary>Gmail puts short contents into the message itself, and leaves out what is empty.</summary>
    private static MailContent Short(MessagePart part)
    {
        var bytes = Base64Url.DecodeFromChars(part.Body.Data ?? "");
        return new MailContent(MediaTypeOf(part), part.Filename, bytes.Length, new MemoryStream(bytes, writable: false));
    }

    /// <summary>A sender may have written anything there.</summary>
    private static string MediaTypeOf(MessagePart part) =>
        MediaTypeHeaderValue.TryParse(part.MimeType, out var type) && type.MediaType is { } name ? name : AnyBytes;

    private static Task<MailboxAnswer<MailContent>> Answer(MailboxAnswer<MailContent> answer) => Task.FromResult(answer);
}
