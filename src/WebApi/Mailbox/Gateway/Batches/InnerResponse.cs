using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using GmailPlatform.WebApi.Mailbox.Gateway.Responses;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>Gmail's response to one call of a batch, with its body unread.</summary>
/// <param name="Index">Index of the call; null if Gmail does not name it.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">The headers that the client may see.</param>
/// <param name="Body">The rest of the part.</param>
internal sealed record InnerResponse(int? Index, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, PipeReader Body)
{
    /// <summary>Bytes of a status line with its headers.</summary>
    private const int MaxHeadLength = 64 << 10;

    /// <summary>Throws <see cref="InvalidDataException"/> if the part is not an HTTP response.</summary>
    public static async Task<InnerResponse> ReadAsync(MultipartSection section, GatewayRoots roots, CancellationToken ct)
    {
        var id = section.Headers?.GetValueOrDefault("Content-ID").ToString();
        var body = PipeReader.Create(section.Body, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (TryTakeHead(read.Buffer, out var head, out var end))
            {
                body.AdvanceTo(end);
                return Of(BatchContent.IndexOf(id), head, roots, body);
            }

            if (read.IsCompleted || read.Buffer.Length > MaxHeadLength)
            {
                throw new InvalidDataException("Gmail's batch response contains a part that is not an HTTP response.");
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool TryTakeHead(ReadOnlySequence<byte> text, out string head, out SequencePosition end)
    {
        var reader = new SequenceReader<byte>(text);
        var taken = reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n\r\n"u8);
        head = taken ? Encoding.Latin1.GetString(bytes) : "";
        end = reader.Position;
        return taken;
    }

    private static InnerResponse Of(int? index, string head, GatewayRoots roots, PipeReader body)
    {
        var lines = head.TrimStart('\r', '\n').Split("\r\n");
        if (lines[0].Split(' ') is not [_, var code, ..] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 100 or > 999)
        {
            throw new InvalidDataException("Gmail's batch response contains a part without a status.");
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines.Skip(1))
        {
            if (HeaderLines.Split(line) is { } header && ResponseHeaders.Rewrite(header.Name, header.Value, roots) is { } kept)
            {
                headers.Add(kept);
            }
        }

        return new InnerResponse(index, status, headers, body);
    }
}
