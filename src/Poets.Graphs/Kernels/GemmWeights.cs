namespace Poets.Graphs.Kernels;

/// <summary>The right matrix [K, N] of a product and its bias, packed once into the panels that a tier's tiles read from front to back.</summary>
/// <remarks>
/// A panel is [1 + K, W]: bias, then K rows of W adjoining columns, zeros behind the last one. W is the width of the
/// tier's tall tile; the last panel is as wide as the narrow tile where that holds what is left.
/// </remarks>
internal sealed unsafe class GemmWeights
{
    private readonly AlignedFloats _panels;
    private readonly bool _lastIsNarrow;

    public GemmWeights(GemmTier tier, int depth, int columns)
    {
        Tier = tier;
        Depth = depth;
        Columns = columns;
        int wide = tier.Tall.Columns;
        Panels = (columns + wide - 1) / wide;
        int last = columns - ((Panels - 1) * wide);
        _lastIsNarrow = last <= tier.Narrow.Columns;
        long size = (long)(depth + 1) * (((long)(Panels - 1) * wide) + (_lastIsNarrow ? tier.Narrow.Columns : wide));
        _panels = new AlignedFloats(size);
    }

    /// <summary>The tiles that the panels are laid out for.</summary>
    public GemmTier Tier { get; }

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>N.</summary>
    public int Columns { get; }

    /// <summary>How many panels there are.</summary>
    public int Panels { get; }

    /// <summary>Bytes of one wide panel.</summary>
    public long PanelBytes => (long)(Depth + 1) * Tier.Tall.Columns * sizeof(float);

    /// <summary>Where panel <paramref name="index"/> starts.</summary>
    public float* Panel(int index) => _panels.Pointer + ((nint)index * (Depth + 1) * Tier.Tall.Columns);

    /// <summary>Whether panel <paramref name="index"/> is laid out for the narrow tile.</summary>
    public bool IsNarrow(int index) => _lastIsNarrow && index == Panels - 1;

    /// <summary>Packs element (k, n) = <paramref name="source"/>[k · rowStride + n · columnStride].</summary>
    public void Pack(ReadOnlySpan<float> source, int rowStride, int columnStride, ReadOnlySpan<float> bias)
    {
        for (int p = 0; p < Panels; p++)
        {
            int first = p * Tier.Tall.Columns;
            int width = IsNarrow(p) ? Tier.Narrow.Columns : Tier.Tall.Columns;
            int used = Math.Min(width, Columns - first);
            var target = new Span<float>(Panel(p), (Depth + 1) * width);
            if (!bias.IsEmpty)
            {
                bias.Slice(first, used).CopyTo(target);
            }

            for (int k = 0; k < Depth; k++)
            {
                Span<float> row = target.Slice((k + 1) * width, used);
                int start = (k * rowStride) + (first * columnStride);
                if (columnStride == 1)
                {
                    source.Slice(start, used).CopyTo(row);
                    continue;
                }

                for (int n = 0; n < used; n++)
                {
                    row[n] = source[start + (n * columnStride)];
                }
            }
        }
    }
}
