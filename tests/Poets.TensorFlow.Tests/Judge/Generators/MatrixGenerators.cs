using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Matrix products and what usually follows them.</summary>
internal static class MatrixGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        table.Add("MatMul", (draw, graph) =>
        {
            (int rows, int inner, int columns) = (draw.Int(1, 20), draw.Int(1, 40), draw.Int(1, 40));
            (bool left, bool right) = (draw.Flag(), draw.Flag());
            graph.Op(
                "MatMul",
                [graph.Input(draw.Floats(left ? [inner, rows] : [rows, inner])), graph.Weights(draw.Floats(right ? [columns, inner] : [inner, columns]))],
                ("T", ElementType.Float32), ("transpose_a", left), ("transpose_b", right));
        });
        foreach (string op in (string[])["BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"])
        {
            table.Add(op, (draw, graph) =>
            {
                (int[] outerLeft, int[] outerRight) = ElementwiseGenerators.Broadcastable(draw, 2);
                if (op == "BatchMatMul")
                {
                    outerRight = outerLeft;
                }

                (int rows, int inner, int columns) = (draw.Int(1, 9), draw.Int(1, 20), draw.Int(1, 20));
                (bool left, bool right) = (draw.Flag(), draw.Flag());
                (string, object)[] types = op == "BatchMatMulV3" ? [("Ta", ElementType.Float32), ("Tb", ElementType.Float32), ("Tout", ElementType.Float32)] : [("T", ElementType.Float32)];
                graph.Op(
                    op,
                    [graph.Input(draw.Floats([.. outerLeft, .. left ? new[] { inner, rows } : [rows, inner]])), graph.Weights(draw.Floats([.. outerRight, .. right ? new[] { columns, inner } : [inner, columns]]))],
                    [.. types, ("adj_x", left), ("adj_y", right)]);
            });
        }

        table.Add("Einsum", Einsum);
        table.Add("BiasAdd", (draw, graph) =>
        {
            int[] shape = draw.Shape(2, 5);
            bool channelsFirst = shape.Length > 2 && draw.Rarely(4);
            int channels = channelsFirst ? shape[1] : shape[^1];
            graph.Op("BiasAdd", [graph.Input(draw.Floats(shape)), graph.Weights(draw.Floats(channels))], ("T", ElementType.Float32), ("data_format", channelsFirst ? "NCHW" : "NHWC"));
        });
        table.Add("BiasAddV1", (draw, graph) =>
        {
            int[] shape = draw.Shape(2, 4);
            graph.Op("BiasAddV1", [graph.Input(draw.Floats(shape)), graph.Weights(draw.Floats(shape[^1]))], ("T", ElementType.Float32));
        });
        table.Add("MatMul:classifier", (draw, graph) =>
        {
            // The layer that retraining adds.
            (int rows, int inner, int columns) = (draw.Int(1, 9), draw.Int(1, 70), draw.Int(1, 20));
            string product = graph.Op("MatMul", [graph.Input(draw.Floats(rows, inner)), graph.Const(draw.Floats(inner, columns))], ("T", ElementType.Float32));
            string sum = graph.Op("Add", [product, graph.Const(draw.Floats(columns))], ("T", ElementType.Float32));
            graph.Op("Softmax", [sum], ("T", ElementType.Float32));
            graph.Output();
            if (draw.Flag())
            {
                graph.Output(sum);
            }
        });
    }

    private static void Einsum(Draw draw, CaseBuilder graph)
    {
        string equation = draw.Of(
            "ab,bc->ac", "abc,cde->abde", "aecd,abcd->acbe", "acbe,aecd->abcd", "abcd,cde->abe", "bij,bjk->bik", "ab->ba", "ab->a", "aab->ab", "ab,ab->", "a,b->ab",
            "...ab,...bc->...ac", "...a,ab->...b", "abc->", "ab,cb->ca", "i...->...", "bhwc,hkc->bhwk", "aij,j->ai");
        string[] sides = equation.Split("->");
        var sizes = new Dictionary<char, int>();
        (int[] outerLeft, int[] outerRight) = ElementwiseGenerators.Broadcastable(draw, 2);
        bool leftLeads = sides[0].Split(',')[0].Contains('.', StringComparison.Ordinal);
        string[] inputs = [.. sides[0].Split(',').Select((subscript, i) =>
        {
            int[] covered = !subscript.Contains('.', StringComparison.Ordinal) ? [] : i == 0 ? outerLeft : outerRight;
            int[] letters = [.. subscript.Where(char.IsAsciiLetter).Select(letter => sizes.TryGetValue(letter, out int size) ? size : sizes[letter] = draw.Int(1, 6))];
            int[] shape = subscript.StartsWith('.') || !leftLeads ? [.. covered, .. letters] : [.. letters, .. covered];
            return i == 0 ? graph.Input(draw.Floats(shape)) : graph.Weights(draw.Floats(shape));
        })];
        graph.Op("Einsum", inputs, ("T", ElementType.Float32), ("N", inputs.Length), ("equation", equation));
    }
}
