using System.Globalization;
using System.Text;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// Python's <c>float(text)</c>: blanks around, a sign, digits with single underscores between them, a point, an
/// exponent; or <c>inf</c>, <c>infinity</c>, <c>nan</c> in any case. Unicode blanks and decimal digits count too.
/// </summary>
internal static class PythonFloat
{
    /// <summary>Parses one number to the nearest float64.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out double value)
    {
        value = 0;
        string? text = ToAscii(utf8);
        if (text is null)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan().Trim(' ');
        bool negative = rest.StartsWith("-", StringComparison.Ordinal);
        ReadOnlySpan<char> size = negative || rest.StartsWith("+", StringComparison.Ordinal) ? rest[1..] : rest;
        if (!TryParseWord(size, out value) && !TryParseNumber(size, out value))
        {
            return false;
        }

        value = negative ? -value : value;
        return true;
    }

    private static bool TryParseWord(ReadOnlySpan<char> text, out double value)
    {
        bool infinite = text.Equals("inf", StringComparison.OrdinalIgnoreCase) || text.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        value = infinite ? double.PositiveInfinity : double.NaN;
        return infinite || text.Equals("nan", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var clean = new StringBuilder(text.Length);
        int at = 0;
        if (!TakeDigits(text, ref at, clean, out int whole))
        {
            return false;
        }

        int fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            clean.Append('.');
            if (!TakeDigits(text, ref at, clean, out fraction))
            {
                return false;
            }
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            clean.Append('e');
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                clean.Append(text[at++]);
            }

            if (!TakeDigits(text, ref at, clean, out int exponent) || exponent == 0)
            {
                return false;
            }
        }

        return at == text.Length && double.TryParse(clean.ToString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Takes digits; false where an underscore does not stand between two of them.</summary>
    private static bool TakeDigits(ReadOnlySpan<char> text, ref int at, StringBuilder clean, out int count)
    {
        count = 0;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_'))
        {
            if (text[at] == '_')
            {
                if (count == 0 || at + 1 == text.Length || !char.IsAsciiDigit(text[at + 1]))
                {
                    return false;
                }
            }
            else
            {
                clean.Append(text[at]);
                count++;
            }

            at++;
        }

        return true;
    }

    /// <summary>Blanks as spaces, decimal digits of any script as 0 to 9; null where the bytes are not UTF-8.</summary>
    private static string? ToAscii(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(utf8.Length);
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
            {
                return null;
            }

            utf8 = utf8[length..];

            // Python counts the four separators U+001C to U+001F as blanks; .NET does not.
            if (Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1C and <= 0x1F)
            {
                text.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                text.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else
            {
                text.Append(rune.ToString());
            }
        }

        return text.ToString();
    }
}
