namespace Poets.Graphs.Operators;

/// <summary>Copies elements into another order of axes.</summary>
internal static class Transposition
{
    /// <summary>output[…, i_order[a] at axis a, …] = input[…]; axis a of the output is axis order[a] of the input.</summary>
    public static void Run(Tensor input, ReadOnlySpan<int> order, Tensor output)
    {
        int rank = order.Length;
        Span<int> all = stackalloc int[rank];
        Span<int> strides = stackalloc int[rank];
        Shapes.Strides(input.Dimensions, all);
        for (int i = 0; i < rank; i++)
        {
            strides[i] = all[order[i]];
        }

        Walk.Strided(input.Data, output.Data, input.Type, 0, strides, output.Dimensions, output.Length);
    }
}
