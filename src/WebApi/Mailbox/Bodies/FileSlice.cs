using Microsoft.Win32.SafeHandles;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

/// <summary>A part of a file, to be read. Has a position of its own and does not own the file.</summary>
/// <param name="file">Open for as long as this stream is used.</param>
/// <param name="start">Bytes from the beginning of the file.</param>
/// <param name="length">Bytes.</param>
internal sealed class FileSlice(SafeFileHandle file, long start, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Advance(RandomAccess.Read(file, buffer[..Readable(buffer.Length)], start + Position));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(await RandomAccess.ReadAsync(file, buffer[..Readable(buffer.Length)], start + Position, cancellationToken));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Readable(int wanted) => (int)Math.Clamp(length - Position, 0, wanted);

    private int Advance(int read)
    {
        Position += read;
        return read;
    }
}
