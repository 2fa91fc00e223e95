using System.Text;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Reads the lines of an untrusted file. A line longer than any in an export is returned as an empty one, which no export contains.</summary>
internal sealed class BoundedLines(TextReader reader)
{
    /// <summary>Characters; an event has a few hundred.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _next;
    private int _end;

    /// <summary>The next line without its line end (LF or CRLF); null at the end of the file.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken ct)
    {
        var (length, any) = (0L, false);
        _line.Clear();
        while (_next < _end || await FillAsync(ct))
        {
            any = true;
            var rest = _buffer.AsMemory(_next.._end);
            var newline = rest.Span.IndexOf('\n');
            var part = newline < 0 ? rest : rest[..newline];
            length += part.Length;
            if (length <= MaxLength)
            {
                _line.Append(part.Span);
            }

            _next += newline < 0 ? part.Length : newline + 1;
            if (newline >= 0)
            {
                break;
            }
        }

        return !any ? null : length > MaxLength ? "" : _line.ToString().TrimEnd('\r');
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        (_next, _end) = (0, await reader.ReadAsync(_buffer, ct));
        return _end > 0;
    }
}
