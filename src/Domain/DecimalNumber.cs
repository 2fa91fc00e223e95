using System.Globalization;

namespace GmailPlatform.Domain;

/// <summary>The value of a JSON number, whatever its notation and precision: 0.digits × 10^point.</summary>
/// <param name="Digits">Without zeros at either end; empty for zero.</param>
internal sealed record DecimalNumber(bool Negative, string Digits, long Point)
{
    /// <summary>Null for an exponent beyond 64 bits.</summary>
    public static DecimalNumber? Parse(string number)
    {
        var parts = number.TrimStart('-').Split(['e', 'E']);
        var exponent = 0L;
        if (parts.Length > 1 && !long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return null;
        }

        var mantissa = parts[0].Split('.');
        var digits = string.Concat(mantissa).TrimStart('0');
        var zeros = mantissa.Sum(part => part.Length) - digits.Length;
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? new DecimalNumber(false, "", 0) : new DecimalNumber(number[0] is '-', digits, mantissa[0].Length - zeros + exponent);
    }
}
