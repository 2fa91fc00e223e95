using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>Rewrites JSON as one line of ASCII: the same value to every parser, in which none can find a boundary line.</summary>
internal static class OneLineJson
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null unless the text is one JSON value (RFC 8259) in UTF-8.</summary>
    public static byte[]? Rewrite(ReadOnlyMemory<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            while (reader.Read())
            {
            }

            return Encoding.ASCII.GetBytes(Write(Strict.GetString(json.Span)));
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>In valid JSON, white space outside strings is insignificant, and only strings contain non-ASCII characters.</summary>
    private static string Write(string json)
    {
        var text = new StringBuilder(json.Length);
        var (inString, escaped) = (false, false);
        foreach (var character in json)
        {
            if (!inString && char.IsWhiteSpace(character))
            {
                continue;
            }

            if (character < '\x7f')
            {
                text.Append(character);
            }
            else
            {
                text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }

            inString ^= character is '"' && !escaped;
            escaped = character is '\\' && !escaped;
        }

        return text.ToString();
    }
}
