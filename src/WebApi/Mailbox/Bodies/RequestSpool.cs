using System.Buffers;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

/// <summary>
/// Keeps what a request brings and must be readable more than once: small parts in memory, up to a sum, everything else in one temporary file,
/// however many parts there are. Only this process can reach the file, and it does not outlive the request.
/// </summary>
internal sealed class RequestSpool : IAsyncDisposable
{
    /// <summary>Bytes of one part that stays in memory.</summary>
    private const int LargestInMemory = 64 * 1024;

    /// <summary>Bytes of all of them together.</summary>
    private const int MostInMemory = 1 << 20;

    private FileStream? _file;
    private long _fileLength;
    private int _inMemory;

    /// <summary>Reads a part to its end. The answer is seekable, and gone with the request.</summary>
    public async Task<Stream> KeepAsync(Stream source, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LargestInMemory);
        try
        {
            var read = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            if (read < buffer.Length && _inMemory + read <= MostInMemory)
            {
                _inMemory += read;
                return new MemoryStream(buffer[..read], writable: false);
            }

            return await SpoolAsync(source, buffer, read, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Stream> SpoolAsync(Stream source, byte[] buffer, int read, CancellationToken ct)
    {
        var start = _fileLength;
        for (; read > 0; read = await source.ReadAsync(buffer, ct))
        {
            await WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return new FileSlice(_file!.SafeFileHandle, start, _fileLength - start);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            _file ??= Open();
            await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes, _fileLength, ct);
            _fileLength += bytes.Length;
        }
        catch (IOException e)
        {
            // Not the client's fault, as a broken body would be.
            throw new InvalidOperationException("The directory for temporary files cannot be written to, or is full.", e);
        }
    }

    private static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"gmailplatform-{Guid.NewGuid():N}"), options);
        if (!OperatingSystem.IsWindows())
        {
            // Unlinked at once, so that not even a killed process leaves mail behind.
            File.Delete(file.Name);
        }

        return file;
    }
}
