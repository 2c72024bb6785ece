namespace Poets.Imaging;

/// <summary>Takes an image row by row, from the top.</summary>
internal interface IRowSink
{
    /// <summary>The columns that will be looked at; null for all.</summary>
    ResizeAxis? Columns { get; }

    /// <summary>Whether the row will be looked at.</summary>
    bool Wants(int row);

    /// <summary>Where to put the row's samples; vector code may not write past its end.</summary>
    Span<byte> Row(int row);

    /// <summary>The row's samples are there.</summary>
    void Finish(int row);
}
