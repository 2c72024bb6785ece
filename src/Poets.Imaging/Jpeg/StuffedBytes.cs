namespace Poets.Imaging.Jpeg;

/// <summary>Takes the stuffing out of entropy-coded data.</summary>
internal static class StuffedBytes
{
    /// <summary>
    /// Copies data up to the next marker, FF 00 becoming FF; the marker is left in <see cref="JpegSource.UnreadMarker"/>.
    /// </summary>
    /// <returns>The number of bytes, or -1 if the file ends without a marker.</returns>
    internal static int Remove(ref JpegSource source, Span<byte> destination)
    {
        var data = source.Data[source.Position..];
        int length = 0;
        while (true)
        {
            int at = data.IndexOf((byte)0xFF);
            if (at < 0)
            {
                return -1;
            }

            data[..at].CopyTo(destination[length..]);
            length += at;
            do
            {
                at++;
                if (at >= data.Length)
                {
                    return -1;
                }
            }
            while (data[at] == 0xFF);

            int marker = data[at];
            data = data[(at + 1)..];
            if (marker != 0)
            {
                source.UnreadMarker = marker;
                source.Position = source.Data.Length - data.Length;
                return length;
            }

            destination[length++] = 0xFF;
        }
    }
}
