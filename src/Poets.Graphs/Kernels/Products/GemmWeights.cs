namespace Poets.Graphs.Kernels.Products;

/// <summary>The right matrix [K, N] of a product and its bias, packed once into the panels that a tier's tiles read from front to back.</summary>
/// <remarks>
/// A panel is [1 + K, W]: bias, then K rows of W adjoining columns, zeros behind the last one. W is the width of the
/// tier's tall tile; the last panel is as wide as the narrow tile where that holds what is left. 72 columns for tiles of 32 and 16:
/// <code>
///            panel 0          panel 1          panel 2, narrow
///   bias     b0  … b31        b32 … b63        b64 … b71  0 …
///   k = 0    B[0, 0 … 31]     B[0, 32 … 63]    B[0, 64 … 71]  0 …
///   k = 1    B[1, 0 … 31]     …                …
/// </code>
/// each panel from top to bottom in memory, one behind the other: what a tile loads next lies behind what it loaded last.
/// </remarks>
internal sealed unsafe class GemmWeights
{
    // Null where someone else owns the memory.
    private readonly AlignedFloats? _store;
    private readonly float* _panels;
    private readonly bool _lastIsNarrow;

    /// <summary>Panels in memory of their own.</summary>
    public GemmWeights(GemmTier tier, int depth, int columns)
        : this(tier, depth, columns, null)
    {
        _store = new AlignedFloats(Size(tier, depth, columns));
        _panels = _store.Pointer;
    }

    /// <summary>Panels in memory that the caller keeps pinned: <see cref="Size"/> floats of any content.</summary>
    public GemmWeights(GemmTier tier, int depth, int columns, float* panels)
    {
        Tier = tier;
        Depth = depth;
        Columns = columns;
        Panels = (columns + tier.Tall.Columns - 1) / tier.Tall.Columns;
        _lastIsNarrow = columns - ((Panels - 1) * tier.Tall.Columns) <= tier.Narrow.Columns;
        _panels = panels;
    }

    /// <summary>The tiles that the panels are laid out for.</summary>
    public GemmTier Tier { get; }

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>N.</summary>
    public int Columns { get; }

    /// <summary>How many panels there are.</summary>
    public int Panels { get; }

    /// <summary>Floats that the panels of a matrix [depth, columns] take.</summary>
    public static int Size(GemmTier tier, int depth, int columns)
    {
        int last = columns % tier.Tall.Columns;
        int whole = columns - last;
        int width = last == 0 ? whole : whole + (last <= tier.Narrow.Columns ? tier.Narrow.Columns : tier.Tall.Columns);
        return checked((depth + 1) * width);
    }

    /// <summary>Where panel <paramref name="index"/> starts.</summary>
    public float* Panel(int index) => _panels + ((nint)index * (Depth + 1) * Tier.Tall.Columns);

    /// <summary>Whether panel <paramref name="index"/> is laid out for the narrow tile.</summary>
    public bool IsNarrow(int index) => _lastIsNarrow && index == Panels - 1;

    /// <summary>Columns of panel <paramref name="index"/>, those behind the last one included.</summary>
    public int Width(int index) => IsNarrow(index) ? Tier.Narrow.Columns : Tier.Tall.Columns;

    /// <summary>What stands above row <paramref name="k"/> of panel <paramref name="index"/>, where tiles that start there expect the bias.</summary>
    public float* Above(int index, int k) => Panel(index) + ((nint)k * Width(index));

    /// <summary>Packs element (k, n) = <paramref name="source"/>[k · rowStride + n · columnStride].</summary>
    public void Pack(ReadOnlySpan<float> source, int rowStride, int columnStride, ReadOnlySpan<float> bias)
    {
        for (int p = 0; p < Panels; p++)
        {
            int first = p * Tier.Tall.Columns;
            int width = Width(p);
            int used = Math.Min(width, Columns - first);
            var target = new Span<float>(Panel(p), (Depth + 1) * width);
            target[..(used < width ? target.Length : width)].Clear();
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
