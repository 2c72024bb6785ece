namespace Poets.Graphs.Kernels.Winograd;

/// <summary>The tiles that cover the outputs of a batch, counted image by image and row by row.</summary>
/// <param name="Batch">Images.</param>
/// <param name="Rows">Rows of tiles in an image.</param>
/// <param name="Columns">Tiles in a row.</param>
internal readonly record struct WinogradGrid(int Batch, int Rows, int Columns)
{
    /// <summary>All tiles.</summary>
    public int Count => checked(Batch * Rows * Columns);

    /// <summary>Tiles of <paramref name="rows"/> × <paramref name="columns"/> outputs over all of a view.</summary>
    public static WinogradGrid Of(in ActivationView output, int rows, int columns) =>
        new(output.Batch, (output.Height + rows - 1) / rows, (output.Width + columns - 1) / columns);

    /// <summary>Where a tile lies.</summary>
    public (int Image, int Row, int Column) At(int tile)
    {
        (int row, int column) = Math.DivRem(tile, Columns);
        (int image, int within) = Math.DivRem(row, Rows);
        return (image, within, column);
    }
}
