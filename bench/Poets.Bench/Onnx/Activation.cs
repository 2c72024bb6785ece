namespace Poets.Bench.Onnx;

/// <summary>
/// A tensor of the ONNX graph: its name there, and its shape as TensorFlow sees it. Four dimensions are [N,H,W,C] here and
/// [N,C,H,W] in the ONNX graph; fewer are the same in both.
/// </summary>
internal sealed record Activation(string Name, int[] Shape)
{
    /// <summary>The shape in the ONNX graph.</summary>
    public int[] OnnxShape => Shape.Length == 4 ? [Shape[0], Shape[3], Shape[1], Shape[2]] : Shape;
}
