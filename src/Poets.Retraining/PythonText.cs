using System.Globalization;

namespace Poets.Retraining;

/// <summary>Text as Python and printf write it, where .NET writes something else.</summary>
public static class PythonText
{
    /// <summary><c>%.nf</c>: exact ties are rounded to even, where .NET rounds them away from zero.</summary>
    public static string Fixed(double value, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        // A tie ends in a single 5 after the last digit kept, so it is an odd multiple of 2^-(decimals + 1).
        double scaled = Math.ScaleB(Math.Abs(value), decimals + 1);
        bool isTie = scaled < (1L << 53) && scaled == Math.Floor(scaled) && (long)scaled % 2 == 1;
        if (isTie)
        {
            Int128 doubled = (Int128)(long)scaled;
            for (int i = 0; i < decimals; i++)
            {
                doubled *= 5;
            }

            Int128 even = (doubled / 2) + ((doubled / 2) & 1);
            string digits = even.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
            string text = decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
            return value < 0 ? "-" + text : text;
        }

        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary><c>str(datetime)</c>: microseconds, left out entirely where they are 0.</summary>
    public static string Timestamp(DateTime time) => time.ToString(
        time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff",
        CultureInfo.InvariantCulture);
}
