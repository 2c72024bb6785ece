using Poets.Graphs.Protobuf;

namespace Poets.Bench.Onnx;

/// <summary>Computes the nodes that depend on constants only, so that the peer gets plain float32 weights.</summary>
internal static class ConstantFolder
{
    /// <summary>The node's value, or null where the operator is not one that frozen graphs apply to constants.</summary>
    public static ConstantArray? Fold(NodeDef node, IReadOnlyList<ConstantArray> inputs) => node.Op switch
    {
        "Const" => ConstantArray.Read(node),
        "Identity" or "Cast" => inputs[0],
        "Rsqrt" => inputs[0] with { Values = Array.ConvertAll(inputs[0].Values, value => 1 / MathF.Sqrt(value)) },
        "Add" or "AddV2" => Combine(node, inputs, (x, y) => x + y),
        "Sub" => Combine(node, inputs, (x, y) => x - y),
        "Mul" => Combine(node, inputs, (x, y) => x * y),
        "Dequantize" => Dequantize(node, inputs),
        _ => null,
    };

    /// <summary>Broadcasts a scalar, or a vector along the last axes; that is all that frozen weights need.</summary>
    private static ConstantArray Combine(NodeDef node, IReadOnlyList<ConstantArray> inputs, Func<float, float, float> combine)
    {
        (ConstantArray x, ConstantArray y) = (inputs[0], inputs[1]);
        ConstantArray larger = x.Values.Length >= y.Values.Length && x.Shape.Length >= y.Shape.Length ? x : y;
        ConstantArray smaller = ReferenceEquals(larger, x) ? y : x;
        int[] tail = [.. smaller.Shape.SkipWhile(size => size == 1)];
        if (!larger.Shape.AsSpan().EndsWith(tail))
        {
            throw new ExportException($"Node {node.Name}: [{string.Join(',', x.Shape)}] with [{string.Join(',', y.Shape)}] is not folded.");
        }

        var values = new float[larger.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = combine(x.Values[i % x.Values.Length], y.Values[i % y.Values.Length]);
        }

        return new ConstantArray(values, larger.Shape);
    }

    /// <summary>
    /// TensorFlow's MIN_FIRST for quint8: value = round(min / step) · step + q · step, step = (max − min) / 255, in float32
    /// as TensorFlow computes it: an error of the start is the same in all weights and does not average out.
    /// </summary>
    private static ConstantArray Dequantize(NodeDef node, IReadOnlyList<ConstantArray> inputs)
    {
        if (FrozenGraph.Text(node, "mode") != "MIN_FIRST" || node.Attr["T"].Type != DataType.DtQuint8)
        {
            throw new ExportException($"Node {node.Name}: only MIN_FIRST of quint8 is dequantised.");
        }

        (float minimum, float maximum) = (inputs[1].Values[0], inputs[2].Values[0]);
        float step = (float)(((double)maximum - minimum) / 255);
        float start = MathF.Round(minimum / step, MidpointRounding.AwayFromZero) * step;
        return inputs[0] with { Values = Array.ConvertAll(inputs[0].Values, q => start + (q * step)) };
    }
}
