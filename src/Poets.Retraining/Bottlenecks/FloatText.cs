using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// retrain.py's bottleneck text (reference §4.2): numbers as Python's <c>str()</c> of a NumPy float32 writes them,
/// joined by commas, without a newline; read as Python's <c>float()</c> reads them, then narrowed to float32.
/// </summary>
public static class FloatText
{
    /// <summary>One number's text: the shortest digits that give the same float32 back.</summary>
    public static string Format(float value)
    {
        Span<byte> text = stackalloc byte[FloatTextWriter.Room];
        return Encoding.ASCII.GetString(text[..FloatTextWriter.Write(value, text)]);
    }

    /// <summary>All numbers, joined by commas, as ASCII.</summary>
    public static byte[] Write(ReadOnlySpan<float> values)
    {
        byte[] text = ArrayPool<byte>.Shared.Rent(MaximumLength(values.Length));
        try
        {
            return text.AsSpan(0, Write(values, text)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>The same into a buffer of at least <see cref="MaximumLength"/> bytes; returns the length of the text.</summary>
    /// <exception cref="ArgumentException">The buffer is too small for the longest texts.</exception>
    public static int Write(ReadOnlySpan<float> values, Span<byte> text)
    {
        if (text.Length < MaximumLength(values.Length))
        {
            throw new ArgumentException($"{values.Length} numbers may need {MaximumLength(values.Length)} bytes, the buffer has {text.Length}.", nameof(text));
        }

        // The length was checked for all of them.
        int at = 0;
        ref byte start = ref MemoryMarshal.GetReference(text);
        while (DecimalWriter.IsSupported && values.Length >= DecimalWriter.Count)
        {
            int length = DecimalWriter.TryWrite(ref MemoryMarshal.GetReference(values), ref Unsafe.Add(ref start, at));
            at += length > 0 ? length : WriteEach(values[..DecimalWriter.Count], ref Unsafe.Add(ref start, at));
            values = values[DecimalWriter.Count..];
        }

        at += WriteEach(values, ref Unsafe.Add(ref start, at));
        return Math.Max(0, at - 1);
    }

    /// <summary>The numbers one by one, a comma behind each; there is room for them.</summary>
    private static int WriteEach(ReadOnlySpan<float> values, ref byte text)
    {
        int at = 0;
        foreach (float value in values)
        {
            at += FloatTextWriter.Write(value, ref Unsafe.Add(ref text, at));
            Unsafe.Add(ref text, at++) = (byte)',';
        }

        return at;
    }

    /// <summary>Bytes that the texts of so many numbers need at most, with room to overshoot.</summary>
    public static int MaximumLength(int count) => checked((count * LongestText) + FloatTextWriter.Room);

    /// <summary>Reads comma-separated numbers.</summary>
    /// <param name="utf8">The file's content.</param>
    /// <param name="destination">Takes the first numbers; further ones are checked and counted only.</param>
    /// <param name="count">The number of fields read before the end or the first that is no number.</param>
    /// <returns>Whether every field is a number; an empty text has one field, which is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, Span<float> destination, out int count) => FloatTextReader.TryRead(utf8, destination, out count);

    /// <summary>Reads comma-separated numbers, however many there are.</summary>
    /// <returns>Whether every field is a number.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out float[] values)
    {
        values = new float[CountFields(utf8)];
        return TryRead(utf8, values, out _);
    }

    /// <summary>The number of comma-separated fields, at least 1.</summary>
    public static int CountFields(ReadOnlySpan<byte> utf8) => utf8.Count((byte)',') + 1;

    /// <summary>A sign, 16 digits, a point and a zero, and the comma.</summary>
    private const int LongestText = 20;
}
