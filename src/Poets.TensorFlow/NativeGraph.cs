using System.Runtime.InteropServices;
using Poets.Graphs;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>Questions to an imported graph.</summary>
internal static class NativeGraph
{
    /// <summary>Finds a tensor by <c>node</c> or <c>node:output</c>.</summary>
    /// <exception cref="GraphException">There is no such node or output.</exception>
    internal static TfOutput Find(GraphHandle graph, string tensor, string origin)
    {
        (string node, int index) = Split(tensor);
        nint operation = TfApi.TF_GraphOperationByName(graph, node);
        if (operation == 0)
        {
            string[] near = [.. NodeNames(graph).OrderBy(name => Distance(name, node)).Take(3)];
            throw new GraphException($"{origin} has no node '{node}' (asked for '{tensor}'). Nearest: {string.Join(", ", near)}.");
        }

        int outputs = TfApi.TF_OperationNumOutputs(operation);
        return index < outputs
            ? new TfOutput(operation, index)
            : throw new GraphException($"{origin}: node '{node}' has {outputs} output(s), so '{tensor}' does not exist.");
    }

    /// <summary>Type and statically inferred shape.</summary>
    internal static TensorFact FactOf(GraphHandle graph, TfOutput output, string tensor)
    {
        using StatusHandle status = TfApi.TF_NewStatus();
        int rank = TfApi.TF_GraphGetTensorNumDims(graph, output, status);
        TfStatus.Check(status, $"the shape of {tensor}");
        TensorShape shape = TensorShape.Unknown;
        if (rank >= 0)
        {
            var sizes = new long[rank];
            TfApi.TF_GraphGetTensorShape(graph, output, sizes, rank, status);
            TfStatus.Check(status, $"the shape of {tensor}");
            shape = TensorShape.Of([.. sizes.Select(size => checked((int)size))]);
        }

        (string node, int index) = Split(tensor);
        return new TensorFact($"{node}:{index}", (ElementType)TfApi.TF_OperationOutputType(output), shape);
    }

    /// <summary>Types and shapes of several tensors.</summary>
    internal static TensorFact[] FactsOf(GraphHandle graph, IReadOnlyList<string> tensors, string origin) =>
        [.. tensors.Select(tensor => FactOf(graph, Find(graph, tensor, origin), tensor))];

    private static (string Node, int Index) Split(string tensor)
    {
        int colon = tensor.LastIndexOf(':');
        return colon > 0 && int.TryParse(tensor.AsSpan(colon + 1), out int index) && index >= 0 ? (tensor[..colon], index) : (tensor, 0);
    }

    private static IEnumerable<string> NodeNames(GraphHandle graph)
    {
        nuint position = 0;
        for (nint operation = TfApi.TF_GraphNextOperation(graph, ref position); operation != 0; operation = TfApi.TF_GraphNextOperation(graph, ref position))
        {
            yield return Marshal.PtrToStringUTF8(TfApi.TF_OperationName(operation)) ?? "";
        }
    }

    // Levenshtein's distance: names are mistyped by a letter or two.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
