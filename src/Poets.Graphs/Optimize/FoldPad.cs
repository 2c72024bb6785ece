using Poets.Graphs.Import;
using Poets.Graphs.Operators;

namespace Poets.Graphs.Optimize;

/// <summary>Zeros padded around height and width before a convolution without SAME padding: the convolution pads by itself.</summary>
internal sealed class FoldPad : Pass
{
    public override string Name => nameof(FoldPad);

    public override Patch? Propose(GraphNode node, Uses uses)
    {
        if (node.Operator is not ConvolutionOperator { Rule.Mode: not PaddingMode.Same } convolution
            || node.Inputs[0].Node is not { Operator: PadOperator { IsZero: true } } pad || node.Inputs[0].Fact.Type != ElementType.Float32)
        {
            return null;
        }

        if ((pad.Inputs.Length > 2 && !IsZero(pad.Inputs[2].Fact)) || pad.Inputs[1].Fact.KnownIntegers() is not { Length: 8 } sizes
            || sizes[0] != 0 || sizes[1] != 0 || sizes[6] != 0 || sizes[7] != 0 || Array.Exists(sizes, static size => size is < 0 or > 1024))
        {
            return null;
        }

        WindowRule rule = convolution.Rule with
        {
            Mode = PaddingMode.Explicit,
            PadTop = convolution.Rule.PadTop + (int)sizes[2],
            PadBottom = convolution.Rule.PadBottom + (int)sizes[3],
            PadLeft = convolution.Rule.PadLeft + (int)sizes[4],
            PadRight = convolution.Rule.PadRight + (int)sizes[5],
        };
        return Patch.Replace(node, convolution.With(rule: rule), [pad.Inputs[0], .. node.Inputs[1..]]);
    }

    private static bool IsZero(Fact fact) => fact is { IsConstant: true, Type: ElementType.Float32 } && fact.Shape.ElementCount == 1 && fact.Value!.Span<float>()[0] == 0;
}
