using System.Text;

namespace GmailPlatform.Application.Audit.Verification;

/// <summary>Reads the lines of a file that nobody vouches for. A line longer than any export's is read as an empty one, which no export has.</summary>
internal sealed class BoundedLines(TextReader reader)
{
    /// <summary>Characters. An event has a few hundred.</summary>
    public const int Longest = 4 * 1024 * 1024;

    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _next;
    private int _end;

    /// <summary>Without its end, which is a newline with or without a carriage return; null at the end of the file.</summary>
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
            if (length <= Longest)
            {
                _line.Append(part.Span);
            }

            _next += newline < 0 ? part.Length : newline + 1;
            if (newline >= 0)
            {
                break;
            }
        }

        return !any ? null : length > Longest ? "" : _line.ToString().TrimEnd('\r');
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        (_next, _end) = (0, await reader.ReadAsync(_buffer, ct));
        return _end > 0;
    }
}
