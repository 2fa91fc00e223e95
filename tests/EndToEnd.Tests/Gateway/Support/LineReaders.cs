using System.Text;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.EndToEnd.Tests.Gateway.Support;

/// <summary>Readers of <c>multipart/mixed</c> that differ in what ends a line, so that a test sees whether they agree.</summary>
internal static class LineReaders
{
    /// <summary>Finds the calls.</summary>
    /// <param name="contentType">With the boundary.</param>
    /// <param name="body">Of the batch.</param>
    /// <param name="lineEnd">LF (a CR before it is cut off) or CRLF.</param>
    public static IReadOnlyList<InnerCall> Read(string contentType, byte[] body, string lineEnd)
    {
        var delimiter = "--" + HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).Value;
        var parts = new List<List<string>>();
        foreach (var line in Encoding.Latin1.GetString(body).Split(lineEnd).Select(line => lineEnd is "\n" && line.EndsWith('\r') ? line[..^1] : line))
        {
            if (line == delimiter + "--")
            {
                break;
            }

            if (line == delimiter)
            {
                parts.Add([]);
            }
            else if (parts.Count > 0)
            {
                parts[^1].Add(line);
            }
        }

        return [.. parts.Select(Call)];
    }

    private static InnerCall Call(List<string> lines)
    {
        var start = lines.IndexOf("") + 1;
        var end = lines.IndexOf("", start) is var found && found < 0 ? lines.Count : found;
        var id = lines.Take(start).FirstOrDefault(line => line.StartsWith("Content-ID:", StringComparison.OrdinalIgnoreCase));
        var request = lines[start].Split(' ');
        return new InnerCall(request[0], request.ElementAtOrDefault(1) ?? "", id?[11..].Trim(), string.Join('\n', lines[start..end]), string.Join('\n', lines.Skip(end + 1)));
    }
}
