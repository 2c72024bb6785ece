using System.Buffers;
using System.Globalization;

namespace Poets.Cli.Arguments;

/// <summary>Numbers as Python's <c>int()</c> and <c>float()</c> read them (reference §1.1).</summary>
public static class PythonNumbers
{
    private static readonly SearchValues<char> s_floatCharacters = SearchValues.Create("0123456789.e+-");

    /// <summary>Optional sign, blanks around, single <c>_</c> between digits; <c>1e3</c> and <c>5.0</c> are no integers.</summary>
    public static bool TryInteger(string text, out int value)
    {
        value = 0;
        return TryStrip(text, out string digits)
            && digits.AsSpan().TrimStart("+-").IndexOfAnyExceptInRange('0', '9') < 0
            && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>What <c>float()</c> reads: <c>1e-3</c>, <c>.5</c>, <c>5.</c>, <c>nan</c>, <c>inf</c>, <c>infinity</c> in any case.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = 0;
        if (!TryStrip(text, out string digits))
        {
            return false;
        }

        string magnitude = digits.TrimStart('+', '-').ToLowerInvariant();
        if (digits.Length - magnitude.Length > 1)
        {
            return false;
        }

        if (magnitude is "nan" or "inf" or "infinity")
        {
            value = magnitude == "nan" ? double.NaN : digits[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return magnitude.Length > 0
            && magnitude.AsSpan().IndexOfAnyExcept(s_floatCharacters) < 0
            && double.TryParse(digits, Style, CultureInfo.InvariantCulture, out value);
    }

    // Blanks around go; an underscore may stand between two digits and nowhere else.
    private static bool TryStrip(string text, out string stripped)
    {
        string trimmed = text.Trim();
        stripped = trimmed.Replace("_", string.Empty, StringComparison.Ordinal);
        for (int i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] == '_' && (i == 0 || i == trimmed.Length - 1 || !char.IsAsciiDigit(trimmed[i - 1]) || !char.IsAsciiDigit(trimmed[i + 1])))
            {
                return false;
            }
        }

        return stripped.Length > 0;
    }
}
