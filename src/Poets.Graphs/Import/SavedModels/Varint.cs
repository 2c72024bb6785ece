namespace Poets.Graphs.Import.SavedModels;

/// <summary>Little-endian base-128 integers, seven bits a byte.</summary>
internal static class Varint
{
    /// <exception cref="InvalidDataException">The number does not end.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (int i = 0; i < data.Length && i < 10; i++)
        {
            value |= (ulong)(data[i] & 127) << (7 * i);
            if (data[i] < 128)
            {
                data = data[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number does not end");
    }

    public static void Write(List<byte> output, ulong value)
    {
        for (; value >= 128; value >>= 7)
        {
            output.Add((byte)(value | 128));
        }

        output.Add((byte)value);
    }
}
