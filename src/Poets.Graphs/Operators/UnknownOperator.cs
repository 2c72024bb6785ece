using Poets.Graphs.Import;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Operators;

/// <summary>Stands for an operator that the engine lacks, while a graph is only looked at.</summary>
internal sealed class UnknownOperator(string op) : Operator
{
    public override string Kind => op;

    public override bool IsPure => false;

    public override Fact[] Infer(InferenceContext context) => [Fact.Unknown];

    /// <summary>What the usual attribute names tell of output 0.</summary>
    public static Fact Guess(NodeDef node)
    {
        foreach (string attribute in (ReadOnlySpan<string>)["dtype", "T", "DstT", "out_type"])
        {
            if (node.Attr.TryGetValue(attribute, out AttrValue? value) && value.ValueCase == AttrValue.ValueOneofCase.Type)
            {
                return new Fact((ElementType)value.Type, TensorShape.Unknown);
            }
        }

        return Fact.Unknown;
    }
}
