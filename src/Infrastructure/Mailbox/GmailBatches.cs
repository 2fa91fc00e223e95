using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Util;
using Microsoft.AspNetCore.WebUtilities;
using static Google.Apis.Gmail.v1.UsersResource.MessagesResource;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>
/// Gmail's batches (Gmail guide, "Batch requests"): each call is a part of type <c>application/http</c>, and so is each answer. The library's own
/// batch would have to give each part a credential, since it sends itself with none.
/// </summary>
internal sealed class GmailBatches(GmailServices services, GmailCalls calls) : IMessageBatches
{
    /// <summary>Bytes of one part's answer: more than the headers that Gmail lets in, so that no message keeps others from being listed.</summary>
    private const int LargestPart = 4 << 20;

    private static readonly Repeatable<string> Headers = new(["From", "To", "Subject"]);

    public async Task<MailboxAnswer<MessageBatch>> GetMessagesAsync(Secret accessToken, IReadOnlyList<string> messageIds, CancellationToken ct)
    {
        using var content = new MultipartContent("mixed");
        foreach (var (index, id) in messageIds.Index())
        {
            content.Add(ToPart(index, id));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "batch/gmail/v1") { Content = content };
        var answer = await calls.SendAsync(
            request, accessToken, HttpCompletionOption.ResponseContentRead, services.Timeout, response => ReadAsync(response, messageIds.Count, ct), ct);
        return await answer.ThenAsync(parts => Task.FromResult(BatchSorting.Sort(messageIds, parts)));
    }

    private ByteArrayContent ToPart(int index, string messageId)
    {
        var call = services.Gmail.Users.Messages.Get(GmailCalls.Me, messageId);
        (call.Format, call.MetadataHeaders, call.PrettyPrint) = (GetRequest.FormatEnum.Metadata, Headers, false);
        call.Fields = "id,threadId,labelIds,snippet,internalDate,payload/headers";
        using var request = call.CreateRequest();
        var part = new ByteArrayContent(Encoding.ASCII.GetBytes($"GET {request.RequestUri!.PathAndQuery} HTTP/1.1\r\n\r\n"));
        part.Headers.ContentType = new MediaTypeHeaderValue("application/http");
        part.Headers.Add("Content-ID", $"<{index}>");
        return part;
    }

    /// <summary>The answers in the order of the calls; null for one that did not come.</summary>
    private async Task<IReadOnlyList<MailboxAnswer<MessageReference>?>> ReadAsync(HttpResponseMessage response, int count, CancellationToken ct)
    {
        using var _ = response;
        var boundary = response.Content.Headers.ContentType?.Parameters.FirstOrDefault(parameter => parameter.Name == "boundary")?.Value?.Trim('"')
            ?? throw new InvalidDataException("The answer to a batch is no multipart.");
        var reader = new MultipartReader(boundary, await response.Content.ReadAsStreamAsync(ct)) { BodyLengthLimit = LargestPart };
        var answers = new MailboxAnswer<MessageReference>?[count];
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            using var body = new MemoryStream();
            await section.Body.CopyToAsync(body, ct);
            if (IndexOf(section) is { } index && index < count)
            {
                using var part = HttpMessageReader.ReadResponse(body.ToArray());
                answers[index] = await calls.ReadAsync(part, (Message message) => message.ToReference(), ct);
            }
        }

        return answers;
    }

    /// <summary>The answer to <c>&lt;7&gt;</c> is <c>&lt;response-7&gt;</c>.</summary>
    private static int? IndexOf(MultipartSection section) =>
        section.Headers is { } headers && headers.TryGetValue("Content-ID", out var id) && int.TryParse(id.ToString().Replace("<response-", "", StringComparison.Ordinal).Trim('<', '>'), out var index) && index >= 0
            ? index
            : null;
}
