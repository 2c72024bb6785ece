using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Where values come from: constants, placeholders and image files.</summary>
internal static class SourceOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("Const", static node => new ConstantOperator(new LazyTensor(node.Tensor("value"), node.Name)));
        registry.Add("Placeholder", static node => new PlaceholderOperator(new Fact(node.Type("dtype"), node.Shape("shape", TensorShape.Unknown))));
        registry.Add("PlaceholderV2", static node => new PlaceholderOperator(new Fact(node.Type("dtype"), node.Shape("shape", TensorShape.Unknown))));
        registry.Add("PlaceholderWithDefault", static node => new DefaultOperator(node.Shape("shape", TensorShape.Unknown)));
        foreach (string kind in (ReadOnlySpan<string>)["DecodeJpeg", "DecodePng", "DecodeBmp", "DecodeGif", "DecodeImage"])
        {
            registry.Add(kind, static node => DecodeOperator.Read(node));
        }
    }
}
