using System.Net.Http.Headers;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>A resumable upload on its way.</summary>
internal sealed class UploadSession(string path, AccessToken token, byte[] metadata, long? announced, DateTimeOffset expiresAt)
{
    /// <summary>A chunk that is not the last has a multiple of this many bytes.</summary>
    public const int ChunkSize = 256 * 1024;

    private readonly List<byte> _received = [];

    public Lock Gate { get; } = new();

    public string Path { get; } = path;

    /// <summary>Who began it. The session goes on when the token has expired.</summary>
    public AccessToken Token { get; } = token;

    public byte[] Metadata { get; } = metadata;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>What the finished upload led to; who asks again gets it again.</summary>
    public IResult? Answer { get; set; }

    public bool IsComplete { get; private set; }

    public long Length => _received.Count;

    public byte[] Content => [.. _received];

    /// <summary>Takes in a chunk, or learns only whether all is there; answers what is wrong with it, or null.</summary>
    public string? Take(ContentRangeHeaderValue? range, byte[] chunk)
    {
        if (range is { HasRange: false })
        {
            IsComplete = range.Length == Length;
            return null;
        }

        var from = range?.From ?? 0;
        var total = range is null ? chunk.Length : range.Length;
        if (Check(range, chunk, from, total) is { } mistake)
        {
            return mistake;
        }

        // What came before already is passed over.
        var known = (int)Math.Min(Length - from, chunk.Length);
        _received.AddRange(chunk.AsSpan(known));
        IsComplete = Length == total;
        if (!IsComplete)
        {
            var surplus = _received.Count % ChunkSize;
            _received.RemoveRange(_received.Count - surplus, surplus);
        }

        return null;
    }

    /// <summary>Appends bytes at an offset; returns an error message, or null.</summary>
    public string? TakeAt(long offset, byte[] bytes, bool last)
    {
        if (offset != Length)
        {
            return $"Invalid request.  According to the X-Goog-Upload-Offset header, the upload offset is {offset} byte(s), but {Length} byte(s) have been received.";
        }

        if (Length + bytes.Length > announced)
        {
            return $"Invalid request.  More than the announced {announced} byte(s) of content were sent.";
        }

        if (!last && (bytes.Length == 0 || bytes.Length % ChunkSize != 0))
        {
            return $"Invalid request.  A chunk that is not the last must have a multiple of {ChunkSize} byte(s). The received request contained {bytes.Length} bytes.";
        }

        _received.AddRange(bytes);
        return null;
    }

    /// <summary>Ends the upload; false while announced bytes are missing.</summary>
    public bool TryFinish() => IsComplete = announced is null || Length == announced;

    private string? Check(ContentRangeHeaderValue? range, byte[] chunk, long from, long? total)
    {
        if (from > Length)
        {
            return $"Invalid request.  According to the Content-Range header, the upload offset is {from} byte(s), which exceeds already uploaded size of {Length} byte(s).";
        }

        var end = from + chunk.Length;
        if ((range is not null && range.To != end - 1) || end > total || (announced is not null && total is not null && total != announced))
        {
            return $"Invalid request.  The Content-Range header does not fit {chunk.Length} byte(s) of content.";
        }

        return end != total && chunk.Length < ChunkSize
            ? $"Invalid request.  The number of bytes uploaded is required to be equal or greater than {ChunkSize}, except for the final request. The received request contained {chunk.Length} bytes."
            : null;
    }
}
