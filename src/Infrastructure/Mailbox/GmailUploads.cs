using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google;
using Google.Apis.Gmail.v1.Data;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Uploads messages as they are encoded, in one call (Gmail API, multipart upload), so that none is held in memory as a whole.</summary>
internal sealed class GmailUploads(GmailServices services, GmailErrors errors, IOptions<GoogleOptions> options)
{
    private const string Send = "upload/gmail/v1/users/me/messages/send?uploadType=multipart";

    /// <summary>What a connection carries at the least, in bytes a second: a large message may take longer than another call.</summary>
    private const double SlowestUpload = 1 << 20;

    public async Task<MailboxAnswer<SentMessage>> SendAsync(Secret accessToken, Rfc822Message message, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.GmailTimeout + TimeSpan.FromSeconds(message.Length / SlowestUpload));
        using var request = new HttpRequestMessage(HttpMethod.Post, Send) { Content = Related(message) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Reveal());
        var headers = new LastFailedResponse();
        try
        {
            using var response = await services.Streams.SendAsync(request, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                headers.Keep(response);
                throw await FailureAsync(response);
            }

            var sent = await services.Gmail.DeserializeResponse<Message>(response);
            return new MailboxAnswer<SentMessage>.Found(new SentMessage(sent.Id, sent.ThreadId, message.MessageId ?? ""));
        }
        catch (Exception e) when (errors.Sort<SentMessage>(e, headers, ct) is { } answer)
        {
            return answer;
        }
    }

    private static MultipartContent Related(Rfc822Message message) =>
        new("related") { JsonContent.Create(new { threadId = message.ThreadId }, options: LeavingOutNulls), new MessageContent(message) };

    private static readonly JsonSerializerOptions LeavingOutNulls = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private async Task<GoogleApiException> FailureAsync(HttpResponseMessage response)
    {
        var error = await services.Gmail.DeserializeError(response);
        return new GoogleApiException(services.Gmail.Name) { HttpStatusCode = response.StatusCode, Error = error };
    }

    private sealed class MessageContent : HttpContent
    {
        private readonly Rfc822Message _message;

        public MessageContent(Rfc822Message message)
        {
            _message = message;
            Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _message.WriteToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _message.Length;
            return true;
        }
    }
}
