namespace Poets.Imaging.Png;

/// <summary>Undoes the row filters of PNG (specification, section 9).</summary>
internal static class PngFilter
{
    /// <param name="kind">The row's filter byte.</param>
    /// <param name="row">The filtered bytes, replaced by the real ones.</param>
    /// <param name="above">The row above, zeros at the top.</param>
    /// <param name="pixelBytes">Distance to the pixel on the left, at least 1.</param>
    internal static void Undo(int kind, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch (kind)
        {
            case 0:
                break;
            case 1:
                for (int i = pixelBytes; i < row.Length; i++)
                {
                    row[i] += row[i - pixelBytes];
                }

                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    int left = i < pixelBytes ? 0 : row[i - pixelBytes];
                    row[i] += (byte)((left + above[i]) >> 1);
                }

                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    int left = i < pixelBytes ? 0 : row[i - pixelBytes];
                    int corner = i < pixelBytes ? 0 : above[i - pixelBytes];
                    row[i] += Paeth(left, above[i], corner);
                }

                break;
            default:
                throw new ImageDecodingException($"PNG: row filter {kind}; 0 to 4 exist.");
        }
    }

    /// <summary>Whichever of the three neighbours is nearest to left + above − corner.</summary>
    internal static byte Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
