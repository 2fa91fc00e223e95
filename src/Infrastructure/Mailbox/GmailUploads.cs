using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Uploads messages as they are encoded, in one call (Gmail API, multipart upload), so that none is held in memory as a whole.</summary>
internal sealed class GmailUploads(GmailServices services, GmailCalls calls)
{
    /// <summary>What a connection carries at the least, in bytes a second: a large message may take longer than another call.</summary>
    private const double SlowestUpload = 1 << 20;

    private static readonly JsonSerializerOptions LeavingOutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Puts a message somewhere.</summary>
    /// <param name="method">The verb of the call.</param>
    /// <param name="path">Below <c>upload/gmail/v1/users/me/</c>.</param>
    /// <param name="metadata">What is said of the message, as JSON.</param>
    /// <param name="message">The message.</param>
    /// <param name="accessToken">Whose mailbox it is.</param>
    /// <param name="read">Reads Gmail's answer.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<MailboxAnswer<T>> UploadAsync<TResponse, T>(
        HttpMethod method, string path, object metadata, Rfc822Message message, Secret accessToken, Func<TResponse, T> read, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, $"upload/gmail/v1/users/me/{path}?uploadType=multipart")
        {
            Content = new MultipartContent("related") { JsonContent.Create(metadata, options: LeavingOutNulls), new MessageContent(message) },
        };
        return await calls.SendAsync(
            request,
            accessToken,
            HttpCompletionOption.ResponseContentRead,
            services.Timeout + TimeSpan.FromSeconds(message.Length / SlowestUpload),
            async response =>
            {
                using (response)
                {
                    return read(await services.Gmail.DeserializeResponse<TResponse>(response));
                }
            },
            ct);
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
