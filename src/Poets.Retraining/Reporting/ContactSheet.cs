using Poets.Imaging;
using Poets.Imaging.Png;

namespace Poets.Retraining.Reporting;

/// <summary>Lays pictures out in rows on one sheet, each scaled down to fit its cell; for looking at distorted samples and data sets.</summary>
public static class ContactSheet
{
    private const int Gap = 6;
    private const byte Background = 245;

    /// <summary>A sheet as a PNG file.</summary>
    /// <param name="pictures">uint8 RGB or grey pictures, in reading order.</param>
    /// <param name="columns">Pictures a row.</param>
    /// <param name="cellWidth">Columns of a cell, in pixels.</param>
    /// <param name="cellHeight">Rows of a cell, in pixels.</param>
    /// <exception cref="ArgumentException">There are no pictures, or one has another number of channels than 1 or 3.</exception>
    public static byte[] EncodePng(IReadOnlyList<DecodedImage> pictures, int columns, int cellWidth = 160, int cellHeight = 160) =>
        PngEncoder.Encode(Compose(pictures, columns, cellWidth, cellHeight));

    /// <summary>The same as pixels: uint8 RGB.</summary>
    /// <exception cref="ArgumentException">There are no pictures, or one has another number of channels than 1 or 3.</exception>
    public static DecodedImage Compose(IReadOnlyList<DecodedImage> pictures, int columns, int cellWidth = 160, int cellHeight = 160)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellHeight);
        if (pictures.Count == 0)
        {
            throw new ArgumentException("A contact sheet needs at least one picture.", nameof(pictures));
        }

        columns = Math.Min(columns, pictures.Count);
        int rows = (pictures.Count + columns - 1) / columns;
        int width = checked(Gap + (columns * (cellWidth + Gap)));
        int height = checked(Gap + (rows * (cellHeight + Gap)));
        var sheet = new byte[checked(width * height * 3)];
        Array.Fill(sheet, Background);
        for (int i = 0; i < pictures.Count; i++)
        {
            DecodedImage small = Thumbnail.Fit(pictures[i], cellWidth, cellHeight);
            int left = Gap + (i % columns * (cellWidth + Gap)) + ((cellWidth - small.Width) / 2);
            int top = Gap + (i / columns * (cellHeight + Gap)) + ((cellHeight - small.Height) / 2);
            for (int y = 0; y < small.Height; y++)
            {
                small.Pixels.AsSpan(y * small.Width * 3, small.Width * 3).CopyTo(sheet.AsSpan((((top + y) * width) + left) * 3));
            }
        }

        return new DecodedImage(width, height, 3, sheet);
    }
}
