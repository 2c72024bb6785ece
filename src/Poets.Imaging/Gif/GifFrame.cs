namespace Poets.Imaging.Gif;

/// <summary>One picture of a GIF file: indices into a colour table, and where they belong.</summary>
/// <param name="Left">Columns from the left of the canvas.</param>
/// <param name="Top">Rows from its top.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Indices">Row by row, interlacing undone.</param>
/// <param name="Colors">Red, green, blue of each index; null where neither the frame nor the file has a table.</param>
/// <param name="Transparent">The index that lets the canvas show through, or -1.</param>
internal sealed record GifFrame(int Left, int Top, int Width, int Height, byte[] Indices, byte[]? Colors, int Transparent);
