using System.Text;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>Reads header lines from bytes.</summary>
/// <param name="text">The text, from its first header line.</param>
internal ref struct HeaderLines(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where the next line begins.</summary>
    public int Position { get; private set; }

    /// <summary>The next line as Latin-1; empty at the end.</summary>
    public string Take()
    {
        if (Position >= _text.Length)
        {
            return "";
        }

        var line = MultipartText.LineAt(_text, Position, out var next);
        Position = next;
        return Encoding.Latin1.GetString(line);
    }

    /// <summary>Takes the continuation lines of a folded header (RFC 5322 section 2.2.3), each preceded by one space.</summary>
    public string TakeFolded()
    {
        var folded = "";
        while (Position < _text.Length && _text[Position] is (byte)' ' or (byte)'\t')
        {
            folded += " " + Take().Trim(' ', '\t');
        }

        return folded;
    }

    /// <summary>Skips blank lines before a message (RFC 9112 section 2.2).</summary>
    public void SkipBlank()
    {
        while (Position < _text.Length && _text[Position] is (byte)'\r' or (byte)'\n')
        {
            Position++;
        }
    }

    /// <summary>The name and value; null for an invalid header field (RFC 9110 section 5): folded, with a space before the colon, or with control characters.</summary>
    public static (string Name, string Value)? Split(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line.AsSpan(0, colon).IndexOfAnyExcept(NameCharacters) < 0 && !line.Any(character => char.IsControl(character) && character is not '\t')
            ? (line[..colon], line[(colon + 1)..].Trim(' ', '\t'))
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
