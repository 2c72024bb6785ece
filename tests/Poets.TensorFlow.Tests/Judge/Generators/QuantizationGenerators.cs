using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>8-bit weights and fake quantisation.</summary>
internal static class QuantizationGenerators
{
    /// <summary>At 16 bits a float32 hardly tells neighbours apart, and which one it is hangs on the last bit of a product.</summary>
    private const double OneStepOf16Bits = 5e-5;

    internal static void AddTo(GeneratorTable table)
    {
        table.Add("Dequantize", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.QUInt8, ElementType.QInt8, ElementType.QUInt16, ElementType.QInt16, ElementType.QInt32);
            string mode = draw.Of("MIN_COMBINED", "MIN_FIRST", "SCALED");
            string input = graph.Weights(Codes(draw, type, draw.Shape(0, 4)));
            (string low, string high) = Range(draw, graph);
            graph.Op("Dequantize", [input, low, high], ("T", type), ("mode", mode), ("narrow_range", draw.Rarely(4)));
        });
        table.Add("Dequantize:axis", (draw, graph) =>
        {
            int[] shape = draw.Shape(2, 4);
            int axis = draw.Int(0, shape.Length - 1);
            string[] range = [graph.Const(draw.Values(ElementType.Float32, [shape[axis]], -4, -1)), graph.Const(draw.Values(ElementType.Float32, [shape[axis]], 1, 4))];
            ElementType type = draw.Of(ElementType.QInt8, ElementType.QUInt8);
            graph.Op("Dequantize", [graph.Weights(Codes(draw, type, shape)), .. range], ("T", type), ("mode", "SCALED"), ("axis", axis));
        });
        table.Add("QuantizeV2", (draw, graph) =>
        {
            ElementType type = draw.Of(ElementType.QUInt8, ElementType.QInt8);
            graph.Tolerance = 0;
            (string low, string high) = Range(draw, graph);
            string node = graph.Op("QuantizeV2", [graph.Input(draw.Floats(draw.Shape(1, 3))), low, high], ("T", type), ("mode", draw.Of("MIN_COMBINED", "MIN_FIRST", "SCALED")));
            graph.Output(node);
            graph.Output(node + ":1");
            graph.Output(node + ":2");
        });
        table.Add("FakeQuantWithMinMaxArgs", (draw, graph) =>
        {
            graph.Tolerance = OneStepOf16Bits;
            graph.Op("FakeQuantWithMinMaxArgs", [graph.Input(Wide(draw, draw.Shape(0, 4)))], ("min", draw.Of(-6f, 0f, -1.3f)), ("max", draw.Of(6f, 2.7f)), ("num_bits", draw.Of(8, 4, 16)), ("narrow_range", draw.Flag()));
        });
        table.Add("FakeQuantWithMinMaxVars", (draw, graph) =>
        {
            graph.Tolerance = OneStepOf16Bits;
            (string low, string high) = Range(draw, graph);
            graph.Op("FakeQuantWithMinMaxVars", [graph.Input(Wide(draw, draw.Shape(0, 4))), low, high], ("num_bits", draw.Of(8, 4, 16)), ("narrow_range", draw.Flag()));
        });
        table.Add("FakeQuantWithMinMaxVarsPerChannel", (draw, graph) =>
        {
            int[] shape = draw.Shape(1, 4);
            string[] range = [graph.Weights(draw.Values(ElementType.Float32, [shape[^1]], -4, 0)), graph.Weights(draw.Values(ElementType.Float32, [shape[^1]], 1, 4))];
            graph.Op("FakeQuantWithMinMaxVarsPerChannel", [graph.Input(Wide(draw, shape)), .. range], ("num_bits", draw.Of(8, 4)), ("narrow_range", draw.Flag()));
        });
    }

    private static Tensor Wide(Draw draw, int[] shape) => draw.Values(ElementType.Float32, shape, -8, 8);

    private static (string Low, string High) Range(Draw draw, CaseBuilder graph) =>
        (graph.Weights(draw.Values(ElementType.Float32, [], -4, 0)), graph.Weights(draw.Values(ElementType.Float32, [], 1, 4)));

    private static Tensor Codes(Draw draw, ElementType type, int[] shape) => type switch
    {
        ElementType.QUInt8 => draw.Values(type, shape, 0, 255),
        ElementType.QInt8 => draw.Values(type, shape, -128, 127),
        ElementType.QUInt16 => draw.Values(type, shape, 0, 65535),
        ElementType.QInt16 => draw.Values(type, shape, -32768, 32767),
        _ => draw.Values(type, shape, -2e9, 2e9),
    };
}
