using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GmailPlatform.Domain;

/// <summary>The JSON Canonicalization Scheme (RFC 8785): equal values have equal text, whatever a database did to their writing.</summary>
public static class CanonicalJson
{
    /// <summary>In UTF-8. A number is rounded to a double, as the scheme says. Throws for a value that has no canonical form.</summary>
    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder(512);
        return TryWrite(text, value, exact: false) ? Encoding.UTF8.GetBytes(text.ToString()) : throw new FormatException("The value has no canonical JSON.");
    }

    /// <summary>
    /// In UTF-8; false for a value without a canonical form, or that would lose information in it: numbers beyond a double, lone surrogates, duplicate
    /// members (RFC 7493 section 2), notations such as 1.0. Different values never share a canonical form.
    /// </summary>
    public static bool TryOf(JsonElement value, out byte[] canonical)
    {
        var text = new StringBuilder(512);
        var written = TryWrite(text, value, exact: true);
        canonical = written ? Encoding.UTF8.GetBytes(text.ToString()) : [];
        return written;
    }

    /// <summary>As <see cref="TryOf"/>. Where it fails, part of the text is written.</summary>
    internal static bool TryWrite(StringBuilder text, JsonElement value) => TryWrite(text, value, exact: true);

    private static bool TryWrite(StringBuilder text, JsonElement value, bool exact) => value.ValueKind switch
    {
        JsonValueKind.Object => TryWriteObject(text, value, exact),
        JsonValueKind.Array => TryWriteArray(text, value, exact),
        JsonValueKind.String => TryRead(value.GetString, out var content) && WriteString(text, content),
        JsonValueKind.Number => TryWriteNumber(text, value, exact),
        _ => text.Append(value.GetRawText()).Length > 0,
    };

    private static bool TryWriteObject(StringBuilder text, JsonElement value, bool exact)
    {
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!TryRead(() => member.Name, out var name) || !members.TryAdd(name, member.Value))
            {
                return false;
            }
        }

        text.Append('{');
        foreach (var (name, member) in members)
        {
            WriteString(text.Append(text[^1] is '{' ? "" : ","), name);
            if (!TryWrite(text.Append(':'), member, exact))
            {
                return false;
            }
        }

        text.Append('}');
        return true;
    }

    private static bool TryWriteArray(StringBuilder text, JsonElement value, bool exact)
    {
        text.Append('[');
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!TryWrite(text.Append(first ? "" : ","), item, exact))
            {
                return false;
            }

            first = false;
        }

        text.Append(']');
        return true;
    }

    /// <summary>A lone surrogate is well-formed JSON but not text: the reader throws, and has no method to test for it.</summary>
    private static bool TryRead(Func<string?> read, out string content)
    {
        try
        {
            content = read()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            content = "";
            return false;
        }
    }

    /// <summary>Section 3.2.2.2: no more is escaped than must be.</summary>
    internal static bool WriteString(StringBuilder text, string value)
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
        return true;
    }

    private static bool TryWriteNumber(StringBuilder text, JsonElement value, bool exact)
    {
        const long LargestExact = 1L << 53;
        if (value.TryGetInt64(out var whole) && whole is >= -LargestExact and <= LargestExact)
        {
            text.Append(CultureInfo.InvariantCulture, $"{whole}");
            return !exact || whole != 0 || value.GetRawText() is "0";
        }

        if (!value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            return false;
        }

        var canonical = Number(number);
        text.Append(canonical);
        return !exact || IsWritten(value.GetRawText(), canonical);
    }

    /// <summary>PostgreSQL writes all digits and no exponent, and otherwise as this scheme: 1.0 was never 1.</summary>
    private static bool IsWritten(string number, string canonical) =>
        number == canonical || (canonical.Contains('e', StringComparison.Ordinal) && DecimalNumber.Parse(number) == DecimalNumber.Parse(canonical));

    /// <summary>Section 3.2.2.3: as ECMAScript writes a double.</summary>
    private static string Number(double number)
    {
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
