using System.IO.Compression;
using System.Net.Http.Headers;

namespace GmailPlatform.Infrastructure.Grants.OAuthAnswers;

/// <summary>
/// The bytes of an answer of Google's OAuth endpoints, whatever its headers say of them: they are JSON in UTF-8 (RFC 8259 section 8.1), compressed or
/// not. A content coding is undone only where the bytes are not JSON as they are, and really have it.
/// </summary>
internal static class AnswerBody
{
    /// <summary>More codings than anybody applies to one answer.</summary>
    private const int MostCodings = 4;

    /// <summary>Reads and decodes the body. An answer of more than <paramref name="limit"/> bytes fails as <see cref="HttpRequestException"/>; one that grows beyond it when decoded counts as empty.</summary>
    public static async Task<byte[]> ReadAsync(HttpContent content, int limit, CancellationToken ct)
    {
        await content.LoadIntoBufferAsync(limit, ct);
        return Decode(await content.ReadAsByteArrayAsync(ct), CodingsOf(content.Headers), limit);
    }

    /// <summary>Undoes content codings, the last applied first (RFC 9110 section 8.4).</summary>
    public static byte[] Decode(byte[] bytes, IReadOnlyList<string> codings, int limit)
    {
        foreach (var coding in codings.Reverse().Take(MostCodings))
        {
            if (IsJson(bytes))
            {
                break;
            }

            bytes = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => TryInflate(bytes, source => new GZipStream(source, CompressionMode.Decompress), limit) ?? bytes,
                "deflate" => TryInflate(bytes, source => new ZLibStream(source, CompressionMode.Decompress), limit)
                    ?? TryInflate(bytes, source => new DeflateStream(source, CompressionMode.Decompress), limit) ?? bytes,
                "br" => TryInflate(bytes, source => new BrotliStream(source, CompressionMode.Decompress), limit) ?? bytes,
                _ => bytes,
            };
        }

        return bytes;
    }

    private static IReadOnlyList<string> CodingsOf(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Encoding", out var values)
            ? [.. values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : [];

    private static bool IsJson(byte[] bytes) => JsonFields.Parse(bytes) is not null;

    /// <summary>Null when the bytes do not have this coding.</summary>
    private static byte[]? TryInflate(byte[] bytes, Func<Stream, Stream> decoder, int limit)
    {
        using var decoded = new MemoryStream();
        try
        {
            using var source = decoder(new MemoryStream(bytes));
            var buffer = new byte[8192];
            for (int read; (read = source.Read(buffer)) > 0;)
            {
                decoded.Write(buffer, 0, read);
                if (decoded.Length > limit)
                {
                    // Larger than any answer of Google's: unreadable.
                    return [];
                }
            }

            return decoded.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }
}
