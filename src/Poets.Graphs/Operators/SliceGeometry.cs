namespace Poets.Graphs.Operators;

/// <summary>A part of a tensor that starts somewhere and steps along each axis: what Slice, StridedSlice, Split and Unpack read.</summary>
internal readonly record struct SliceGeometry(int[] Begin, int[] Step, int[] Size)
{
    /// <summary>Copies the part from a dense tensor, whatever the shape of the output calls it.</summary>
    public void Copy(Tensor input, Tensor output)
    {
        int rank = Begin.Length;
        Span<int> strides = stackalloc int[rank];
        Shapes.Strides(input.Dimensions, strides);
        int offset = 0;
        for (int i = 0; i < rank; i++)
        {
            offset += Begin[i] * strides[i];
            strides[i] *= Step[i];
        }

        Walk.Strided(input.Data, output.Data, input.Type, offset, strides, Size, output.Length);
    }
}
