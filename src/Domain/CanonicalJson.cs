using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GmailPlatform.Domain;

/// <summary>The JSON Canonicalization Scheme (RFC 8785): equal values have equal text, whatever a database did to their writing.</summary>
public static class CanonicalJson
{
    /// <summary>In UTF-8.</summary>
    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder(512);
        Write(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(text, '{', value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal), WriteProperty, '}');
                break;
            case JsonValueKind.Array:
                WriteAll(text, '[', value.EnumerateArray(), Write, ']');
                break;
            case JsonValueKind.String:
                WriteString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteProperty(StringBuilder text, JsonProperty property)
    {
        WriteString(text, property.Name);
        text.Append(':');
        Write(text, property.Value);
    }

    private static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> items, Action<StringBuilder, T> write, char close)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "" : ",");
            write(text, item);
            first = false;
        }

        text.Append(close);
    }

    /// <summary>Section 3.2.2.2: no more is escaped than must be.</summary>
    internal static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            text = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\b' => text.Append(@"\b"),
                '\t' => text.Append(@"\t"),
                '\n' => text.Append(@"\n"),
                '\f' => text.Append(@"\f"),
                '\r' => text.Append(@"\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    /// <summary>Section 3.2.2.3: as ECMAScript writes a double.</summary>
    private static string Number(JsonElement value)
    {
        const long LargestExact = 1L << 53;
        if (value.TryGetInt64(out var whole) && whole is >= -LargestExact and <= LargestExact)
        {
            return whole.ToString(CultureInfo.InvariantCulture);
        }

        var number = value.GetDouble();
        if (number == 0)
        {
            return "0";
        }

        // The shortest digits that read back the same: d.ddddE+xxx.
        var parts = number.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        for (var precision = 0; precision <= 16; precision++)
        {
            var shorter = number.ToString($"E{precision}", CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture).Equals(number))
            {
                parts = shorter.Split('E');
                break;
            }
        }

        var digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimStart('-');
        return (number < 0 ? "-" : "") + Notation(digits, int.Parse(parts[1], CultureInfo.InvariantCulture) + 1);
    }

    /// <summary>ECMAScript's Number::toString, of <paramref name="digits"/> with the point after the <paramref name="point"/>th.</summary>
    private static string Notation(string digits, int point) => point switch
    {
        > 0 and <= 21 when digits.Length <= point => digits.PadRight(point, '0'),
        > 0 and <= 21 => $"{digits[..point]}.{digits[point..]}",
        > -6 and <= 0 => $"0.{new string('0', -point)}{digits}",
        _ => $"{digits[..1]}{(digits.Length > 1 ? $".{digits[1..]}" : "")}e{(point > 0 ? "+" : "-")}{Math.Abs(point - 1).ToString(CultureInfo.InvariantCulture)}",
    };
}
