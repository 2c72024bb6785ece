using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Poets.Testing;

/// <summary>Reads NumPy <c>.npy</c> files of little-endian float32 in C order.</summary>
public static partial class Npy
{
    /// <summary>The shape and the values.</summary>
    public static (int[] Shape, float[] Values) Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        string header = Encoding.ASCII.GetString(file, 10, headerLength);
        if (!header.Contains("'<f4'", StringComparison.Ordinal) || header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: only C-order float32 is read here, the header says {header}");
        }

        int[] shape = [.. Numbers().Matches(Shape().Match(header).Groups[1].Value).Select(match => int.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture))];
        return (shape, MemoryMarshal.Cast<byte, float>(file.AsSpan(10 + headerLength)).ToArray());
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
