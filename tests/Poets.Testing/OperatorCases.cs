using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.Testing;

/// <summary>
/// Small graphs, one or more for each operator family, whose answers by the real library are kept in
/// tests/Poets.Graphs.Tests/Golden/operators.tsv, so that they are checked where the library is absent too.
/// </summary>
public static partial class OperatorCases
{
    private const DataType F = DataType.DtFloat;
    private static readonly int[] s_ones = [1, 1, 1, 1];

    /// <summary>All cases.</summary>
    public static IReadOnlyList<OperatorCase> All { get; } = [.. Elementwise(), .. Convolutions(), .. Movement(), .. Others()];

    /// <summary>Values of both signs, none too large, the same for equal seeds.</summary>
    public static Tensor Noise(int seed, params int[] shape)
    {
        float[] values = SyntheticWeights.Values($"operator cases {seed}", shape.Aggregate(1, (product, size) => product * size), -2, 2);
        return Tensor.Of(values, shape);
    }

    private static OperatorCase Case(string name, Tensor x, Action<TinyGraph> build, params string[] outputs)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", (DataType)x.Type, x.Dimensions.ToArray());
        build(graph);
        return new OperatorCase(name, graph, ["x"], [x], outputs.Length == 0 ? ["y"] : outputs);
    }

    private static IEnumerable<OperatorCase> Elementwise()
    {
        foreach (string op in (string[])["Abs", "Neg", "Sign", "Square", "Relu", "Relu6", "Exp", "Expm1", "Floor", "Ceil", "Rint", "Sin", "Cos", "Tan", "Atan", "Tanh", "Sigmoid", "Softplus", "Softsign", "Elu", "Selu", "Erf", "Erfc", "LeakyRelu", "Reciprocal"])
        {
            yield return Case(op, Noise(1, 3, 5), graph => graph.Node("y", op, ["x"], ("T", F)));
        }

        foreach (string op in (string[])["Log", "Log1p", "Sqrt", "Rsqrt"])
        {
            yield return Case(op, Tensor.Of(SyntheticWeights.Values(op, 12, 0.01, 30), 12), graph => graph.Node("y", op, ["x"], ("T", F)));
        }

        foreach (string op in (string[])["Add", "AddV2", "Sub", "Mul", "RealDiv", "FloorDiv", "FloorMod", "Maximum", "Minimum", "SquaredDifference", "Less", "GreaterEqual"])
        {
            yield return Case(op, Noise(2, 2, 3, 4), graph =>
            {
                graph.Constant("w", Noise(3, 3, 1));
                graph.Node("y", op, ["x", "w"], ("T", F));
            });
        }

        foreach (string op in (string[])["FloorDiv", "FloorMod", "Div", "TruncateMod", "Mul", "Maximum"])
        {
            yield return Case(op + " int32", Tensor.Of(new[] { -7, 7, -6, 5, 0, 9 }, 6), graph =>
            {
                graph.Constant("w", new[] { 3, -3, 3, 2, 5, -4 });
                graph.Node("y", op, ["x", "w"], ("T", DataType.DtInt32));
            });
        }

        yield return Case("SelectV2", Noise(4, 2, 3), graph =>
        {
            graph.Constant("zero", Tensor.Of(new[] { 0f }));
            graph.Node("positive", "Greater", ["x", "zero"], ("T", F));
            graph.Constant("w", Noise(5, 1, 3));
            graph.Node("y", "SelectV2", ["positive", "x", "w"], ("T", F));
        });
    }

    private static IEnumerable<OperatorCase> Convolutions()
    {
        foreach ((string padding, int stride, int dilation) in ((string, int, int)[])[("SAME", 1, 1), ("SAME", 2, 1), ("VALID", 2, 1), ("SAME", 1, 2), ("VALID", 1, 2)])
        {
            int[] strides = [1, stride, stride, 1];
            int[] dilations = [1, dilation, dilation, 1];
            yield return Case($"Conv2D {padding} s{stride} d{dilation}", Noise(6, 2, 7, 6, 3), graph =>
            {
                graph.Constant("w", Noise(7, 3, 2, 3, 4));
                graph.Node("y", "Conv2D", ["x", "w"], ("T", F), ("padding", padding), ("strides", strides), ("dilations", dilations));
            });
            // The real CPU kernel of depthwise convolutions has no dilation.
            if (dilation == 1)
            {
                yield return Case($"DepthwiseConv2dNative {padding} s{stride} d{dilation}", Noise(8, 1, 7, 7, 3), graph =>
                {
                    graph.Constant("w", Noise(9, 3, 3, 3, 2));
                    graph.Node("y", "DepthwiseConv2dNative", ["x", "w"], ("T", F), ("padding", padding), ("strides", strides), ("dilations", dilations));
                });
            }
        }

        yield return Case("Conv2D EXPLICIT", Noise(10, 1, 5, 6, 2), graph =>
        {
            graph.Constant("w", Noise(11, 3, 3, 2, 3));
            graph.Node("y", "Conv2D", ["x", "w"], ("T", F), ("padding", "EXPLICIT"), ("strides", s_ones), ("explicit_paddings", new[] { 0, 0, 2, 1, 0, 1, 0, 0 }));
        });
        foreach (string op in (string[])["MaxPool", "AvgPool"])
        {
            foreach (string padding in (string[])["SAME", "VALID"])
            {
                yield return Case($"{op} {padding}", Noise(12, 1, 6, 5, 3), graph =>
                    graph.Node("y", op, ["x"], ("T", F), ("padding", padding), ("ksize", new[] { 1, 3, 2, 1 }), ("strides", new[] { 1, 2, 1, 1 })));
            }
        }

        foreach ((bool left, bool right) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            yield return Case($"MatMul {left} {right}", left ? Noise(13, 4, 3) : Noise(13, 3, 4), graph =>
            {
                graph.Constant("w", right ? Noise(14, 5, 4) : Noise(14, 4, 5));
                graph.Node("y", "MatMul", ["x", "w"], ("T", F), ("transpose_a", left), ("transpose_b", right));
            });
        }

        yield return Case("BatchMatMulV2", Noise(15, 2, 1, 3, 4), graph =>
        {
            graph.Constant("w", Noise(16, 3, 4, 2));
            graph.Node("y", "BatchMatMulV2", ["x", "w"], ("T", F), ("adj_x", false), ("adj_y", false));
        });
        yield return Case("BiasAdd", Noise(17, 2, 3, 2, 4), graph =>
        {
            graph.Constant("w", Noise(18, 4));
            graph.Node("y", "BiasAdd", ["x", "w"], ("T", F));
        });
        yield return Case("FusedBatchNormV3", Noise(19, 2, 3, 2, 2), graph =>
        {
            graph.Constant("gamma", [1.5f, -0.5f]);
            graph.Constant("beta", [0.25f, 1f]);
            graph.Constant("mean", [0.5f, -1f]);
            graph.Constant("variance", [2f, 0.125f]);
            graph.Node("y", "FusedBatchNormV3", ["x", "gamma", "beta", "mean", "variance"], ("T", F), ("U", F), ("is_training", false), ("epsilon", 0.001f));
        });
        yield return Case("LRN", Noise(20, 1, 2, 2, 7), graph =>
            graph.Node("y", "LRN", ["x"], ("T", F), ("depth_radius", 2), ("bias", 1.5f), ("alpha", 0.25f), ("beta", 0.75f)));
        yield return Case("Softmax", Noise(21, 3, 5), graph => graph.Node("y", "Softmax", ["x"], ("T", F)));
        yield return Case("LogSoftmax", Noise(22, 3, 5), graph => graph.Node("y", "LogSoftmax", ["x"], ("T", F)));
    }
}
