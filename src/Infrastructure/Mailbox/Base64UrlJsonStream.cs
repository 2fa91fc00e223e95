using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>
/// One string of a JSON object, decoded from base64url (RFC 4648 section 5) while it arrives: Gmail answers contents in no other form, and they are too
/// large to be held. For one reader, who never waits for the next bytes without a limit. Whatever goes wrong is an <see cref="IOException"/>.
/// </summary>
/// <param name="json">Disposed with this one.</param>
/// <param name="property">The name of the string.</param>
/// <param name="longestWait">For the next bytes.</param>
internal sealed class Base64UrlJsonStream(Stream json, string property, TimeSpan longestWait) : Stream
{
    /// <summary>Bytes; what stands before the string must fit in.</summary>
    private const int BufferSize = 32 * 1024;

    private readonly byte[] _encoded = new byte[BufferSize];
    private readonly byte[] _decoded = new byte[BufferSize];
    private Memory<byte> _unread;
    private int _start;
    private int _end;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads on to the string, before anything else is done. An object without it counts as one with an empty string.</summary>
    /// <returns>The number of bytes that <c>size</c> announces; null where it does not come before the string.</returns>
    public async Task<long?> OpenAsync(CancellationToken ct)
    {
        long? size;
        for (var isWhole = false; !TryOpen(isWhole, out size); isWhole = !await FillAsync(ct))
        {
            if (_end == BufferSize)
            {
                throw new IOException($"Gmail's answer holds no \"{property}\" where it is looked for.");
            }
        }

        return _ended ? 0 : size;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_unread.IsEmpty && !_ended)
        {
            Decode();
            if (_unread.IsEmpty && !_ended && !await FillAsync(cancellationToken))
            {
                throw new IOException("Gmail's answer broke off.");
            }
        }

        var read = Math.Min(buffer.Length, _unread.Length);
        _unread[..read].CopyTo(buffer);
        _unread = _unread[read..];
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It comes from the network: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            json.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TryOpen(bool isWhole, out long? size)
    {
        size = null;
        try
        {
            var reader = new Utf8JsonReader(_encoded.AsSpan(_start.._end), isWhole, default);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    if (reader.ValueTextEquals(property))
                    {
                        return TryEnterString((int)reader.BytesConsumed);
                    }

                    size = reader.ValueTextEquals("size") && reader.Read() && reader.TryGetInt64(out var announced) ? announced : size;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IOException("Gmail's answer cannot be read.", e);
        }

        return _ended = isWhole;
    }

    /// <summary>Goes to the first character of the string; false where its quotation mark has not arrived.</summary>
    private bool TryEnterString(int at)
    {
        while (at < _end && _encoded[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        if (at < _end && _encoded[at] is not (byte)'"')
        {
            throw new IOException($"In Gmail's answer \"{property}\" is no string.");
        }

        _start = at < _end ? at + 1 : _start;
        return at < _end;
    }

    /// <summary>Decodes what is here. The string ends at its quotation mark; padding, escaped or not, stands before that.</summary>
    private void Decode()
    {
        var text = _encoded.AsSpan(_start.._end);
        var end = text.IndexOfAny((byte)'"', (byte)'=', (byte)'\\');
        _ended = end >= 0;
        var status = Base64Url.DecodeFromUtf8(_ended ? text[..end] : text, _decoded, out var consumed, out var written, _ended);
        if (status is OperationStatus.InvalidData || (_ended && status is not OperationStatus.Done))
        {
            throw new IOException($"In Gmail's answer \"{property}\" is no base64url.");
        }

        (_start, _unread) = (_start + consumed, _decoded.AsMemory(0, written));
    }

    /// <summary>Takes what arrives next; false at the end.</summary>
    private async Task<bool> FillAsync(CancellationToken ct)
    {
        _encoded.AsSpan(_start.._end).CopyTo(_encoded);
        (_start, _end) = (0, _end - _start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(longestWait);
        try
        {
            var read = await json.ReadAsync(_encoded.AsMemory(_end), limit.Token);
            _end += read;
            return read > 0;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new IOException("Gmail keeps the rest of its answer back.", e);
        }
    }
}
