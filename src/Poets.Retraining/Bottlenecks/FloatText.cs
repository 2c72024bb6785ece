using System.Globalization;
using System.Text;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// retrain.py's bottleneck text (reference §4.2): numbers as Python's <c>str()</c> of a NumPy float32 writes them,
/// joined by commas, without a newline; read as Python's <c>float()</c> reads them, then narrowed to float32.
/// </summary>
public static class FloatText
{
    /// <summary>One number's text: the shortest digits that give the same float32 back.</summary>
    public static string Format(float value) => Encoding.ASCII.GetString(Write([value]));

    /// <summary>All numbers, joined by commas, as ASCII.</summary>
    public static byte[] Write(ReadOnlySpan<float> values)
    {
        var text = new StringBuilder(values.Length * 11);
        foreach (float value in values)
        {
            if (text.Length > 0)
            {
                text.Append(',');
            }

            Append(text, value);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Reads comma-separated numbers.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <param name="destination">Takes the first numbers; further ones are checked and counted only.</param>
    /// <param name="count">The number of fields read before the end or the first that is no number.</param>
    /// <returns>Whether every field is a number; an empty text has one field, which is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, Span<float> destination, out int count)
    {
        count = 0;
        foreach (string field in Encoding.UTF8.GetString(utf8).Split(','))
        {
            if (!double.TryParse(field.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return false;
            }

            if (count < destination.Length)
            {
                destination[count] = (float)value;
            }

            count++;
        }

        return true;
    }

    /// <summary>Reads comma-separated numbers, however many there are.</summary>
    /// <returns>Whether every field is a number.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out float[] values)
    {
        values = new float[CountFields(utf8)];
        return TryRead(utf8, values, out _);
    }

    /// <summary>The number of comma-separated fields, at least 1.</summary>
    public static int CountFields(ReadOnlySpan<byte> utf8) => utf8.Count((byte)',') + 1;

    private static void Append(StringBuilder text, float value)
    {
        if (!float.IsFinite(value))
        {
            text.Append(float.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
            return;
        }

        double size = Math.Abs((double)value);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (size != 0 && (size < 1e-4 || size >= 1e16))
        {
            if (!shortest.Contains('E', StringComparison.Ordinal))
            {
                int digits = shortest.TrimStart('-', '0', '.').Replace(".", "", StringComparison.Ordinal).TrimEnd('0').Length;
                shortest = value.ToString("E" + Math.Max(0, digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            }

            string[] parts = shortest.Split('E');
            int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
            text.Append(parts[0]).Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture));
            return;
        }

        string positional = shortest.Contains('E', StringComparison.Ordinal) ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : shortest;
        text.Append(positional);
        if (!positional.Contains('.', StringComparison.Ordinal))
        {
            text.Append(".0");
        }
    }
}
