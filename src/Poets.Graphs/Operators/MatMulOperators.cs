using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Matrix products and sums of products.</summary>
internal static class MatMulOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("MatMul", static node => new MatMulOperator(node.Bool("transpose_a", false), node.Bool("transpose_b", false)));
        registry.Add("Einsum", static node => new EinsumOperator(EinsumEquation.Parse(node.Text("equation", ""))));
        registry.Add("BatchMatMul", static node => new BatchMatMulOperator(node.Bool("adj_x", false), node.Bool("adj_y", false)));
        registry.Add("BatchMatMulV2", static node => new BatchMatMulOperator(node.Bool("adj_x", false), node.Bool("adj_y", false)));
        registry.Add("BatchMatMulV3", static node => new BatchMatMulOperator(node.Bool("adj_x", false), node.Bool("adj_y", false)));
    }
}
