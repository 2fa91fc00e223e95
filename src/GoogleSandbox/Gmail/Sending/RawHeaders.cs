using System.Text;

namespace GmailPlatform.GoogleSandbox.Gmail.Sending;

/// <summary>Changes header fields of a raw message (RFC 5322 section 2.2) and leaves every other byte alone.</summary>
internal static class RawHeaders
{
    public static byte[] Remove(byte[] raw, string name)
    {
        using var kept = new MemoryStream(raw.Length);
        var end = 0;
        foreach (var (start, next) in Fields(raw))
        {
            end = next;
            if (!IsNamed(raw.AsSpan(start, next - start), name))
            {
                kept.Write(raw, start, next - start);
            }
        }

        kept.Write(raw, end, raw.Length - end);
        return kept.ToArray();
    }

    /// <summary>Puts a field above all others, in the line ends of the message.</summary>
    public static byte[] Prepend(byte[] raw, string name, string value)
    {
        var firstLine = Array.IndexOf(raw, (byte)'\n');
        var lineEnd = firstLine >= 0 && (firstLine == 0 || raw[firstLine - 1] != '\r') ? "\n" : "\r\n";
        return [.. Encoding.ASCII.GetBytes($"{name}: {value}{lineEnd}"), .. raw];
    }

    // Each with the lines that fold it.
    private static IEnumerable<(int Start, int Next)> Fields(byte[] raw)
    {
        var start = 0;
        while (start < raw.Length && raw[start] is not ((byte)'\r' or (byte)'\n'))
        {
            var next = NextLine(raw, start);
            while (next < raw.Length && raw[next] is ((byte)' ' or (byte)'\t'))
            {
                next = NextLine(raw, next);
            }

            yield return (start, next);
            start = next;
        }
    }

    private static int NextLine(byte[] raw, int start)
    {
        var end = Array.IndexOf(raw, (byte)'\n', start);
        return end < 0 ? raw.Length : end + 1;
    }

    private static bool IsNamed(ReadOnlySpan<byte> field, string name)
    {
        var colon = field.IndexOf((byte)':');
        return colon > 0 && Ascii.EqualsIgnoreCase(field[..colon].TrimEnd(" \t"u8), name);
    }
}
