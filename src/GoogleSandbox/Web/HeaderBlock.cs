namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>The header lines of a part or of an HTTP message in it, ended by LF or CRLF.</summary>
internal static class HeaderBlock
{
    /// <summary>Reads up to the empty line; answers what comes after it.</summary>
    public static string Read(string text, out HeaderDictionary headers)
    {
        headers = [];
        var rest = text;
        while (rest.Length > 0)
        {
            rest = NextLine(rest, out var line);
            if (line.Length == 0)
            {
                break;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.Append(line[..colon].Trim(), line[(colon + 1)..].Trim());
            }
        }

        return rest;
    }

    /// <summary>Takes the first line off; answers the rest.</summary>
    public static string NextLine(string text, out string line)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        line = (end < 0 ? text : text[..end]).TrimEnd('\r');
        return end < 0 ? "" : text[(end + 1)..];
    }
}
