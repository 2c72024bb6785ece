using System.Globalization;
using Poets.Graphs;

namespace Poets.Testing;

/// <summary>Tensors as lines of text: name, element type, shape, values in C order; floats with as many digits as they need.</summary>
public static class GoldenTensors
{
    /// <summary>One line.</summary>
    public static string Format(string name, Tensor tensor)
    {
        IEnumerable<string> values = tensor.Data switch
        {
            float[] => tensor.Span<float>().ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
            int[] => tensor.Span<int>().ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)),
            long[] => tensor.Span<long>().ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)),
            bool[] => tensor.Span<bool>().ToArray().Select(value => value ? "1" : "0"),
            _ => throw new NotSupportedException($"golden files hold no {tensor.Type}"),
        };
        return string.Join('\t', name, tensor.Type, string.Join(',', tensor.Dimensions.ToArray()), string.Join(',', values));
    }

    /// <summary>The tensors of a file by name.</summary>
    public static Dictionary<string, Tensor> Read(string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split('\t');
            int[] shape = fields[2].Length == 0 ? [] : Array.ConvertAll(fields[2].Split(','), text => int.Parse(text, CultureInfo.InvariantCulture));
            string[] values = fields[3].Length == 0 ? [] : fields[3].Split(',');
            ElementType type = Enum.Parse<ElementType>(fields[1]);
            Array data = type switch
            {
                ElementType.Float32 => Array.ConvertAll(values, text => float.Parse(text, CultureInfo.InvariantCulture)),
                ElementType.Int32 => Array.ConvertAll(values, text => int.Parse(text, CultureInfo.InvariantCulture)),
                ElementType.Int64 => Array.ConvertAll(values, text => long.Parse(text, CultureInfo.InvariantCulture)),
                ElementType.Bool => Array.ConvertAll(values, text => text == "1"),
                _ => throw new NotSupportedException($"{path}: golden files hold no {type}"),
            };
            tensors.Add(fields[0], new Tensor(type, shape, data));
        }

        return tensors;
    }

    /// <summary>Floats within a millionth of the largest, everything else equal.</summary>
    public static void Compare(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Dimensions.ToArray(), actual.Dimensions.ToArray());
        if (expected.Type == ElementType.Float32)
        {
            Close.ToLargest(expected.Span<float>(), actual.Span<float>(), 2e-6, what);
        }
        else
        {
            Assert.Equal(Format(what, expected), Format(what, actual));
        }
    }
}
