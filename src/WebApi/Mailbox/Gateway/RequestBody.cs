using System.Net;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Streams a client's body to Gmail.</summary>
internal sealed class RequestBody : HttpContent
{
    private const int BufferSize = 64 << 10;

    private readonly HttpRequest _request;
    private readonly IdleTimeout _timeout;

    /// <summary>Forwards the body of a request.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="contentType">The checked media type.</param>
    /// <param name="timeout">Reset as bytes arrive.</param>
    public RequestBody(HttpRequest request, string contentType, IdleTimeout timeout)
    {
        (_request, _timeout) = (request, timeout);
        Headers.TryAddWithoutValidation("Content-Type", contentType);
        Headers.ContentLength = request.ContentLength;
    }

    /// <summary>The error that ended the client's body early; null if none did.</summary>
    public IOException? ClientError { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                _timeout.Reset();
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _request.ContentLength ?? 0;
        return _request.ContentLength is not null;
    }

    private async Task<int> ReadAsync(byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await _request.Body.ReadAsync(buffer, ct);
        }
        catch (IOException e)
        {
            ClientError = e;
            throw;
        }
    }
}
