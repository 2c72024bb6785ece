namespace Poets.Imaging;

/// <summary>Takes an image row by row, from the top.</summary>
internal interface IRowSink
{
    /// <summary>
    /// The columns that will be looked at, each with the next one: rows are to consist of these pairs, in this order; the
    /// second pixel of a pair beyond the right edge may be anything. Null for whole rows.
    /// </summary>
    int[]? Pairs { get; }

    /// <summary>Whether the row will be looked at.</summary>
    bool Wants(int row);

    /// <summary>Where to put the row's samples, or those of its pairs; vector code may not write past its end.</summary>
    Span<byte> Row(int row);

    /// <summary>The row's samples are there.</summary>
    void Finish(int row);
}
