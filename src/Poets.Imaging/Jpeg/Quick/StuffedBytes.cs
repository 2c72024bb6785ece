using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Quick;

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
            int at = CopyToFirst(data, destination[length..]);
            if (at < 0)
            {
                return -1;
            }

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

    /// <summary>Copies what stands before the first FF, and may write more behind it.</summary>
    /// <returns>Where that is, -1 if nowhere.</returns>
    private static int CopyToFirst(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        // FF comes every few hundred bytes: a search and a copy apart would take longer than the bytes do.
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte from = ref MemoryMarshal.GetReference(data);
            ref byte to = ref MemoryMarshal.GetReference(destination);
            for (; at <= Math.Min(data.Length, destination.Length) - Vector256<byte>.Count; at += Vector256<byte>.Count)
            {
                var bytes = Vector256.LoadUnsafe(ref from, (nuint)at);
                bytes.StoreUnsafe(ref to, (nuint)at);
                uint found = Vector256.Equals(bytes, Vector256<byte>.AllBitsSet).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return at + BitOperations.TrailingZeroCount(found);
                }
            }
        }

        int rest = data[at..].IndexOf((byte)0xFF);
        data.Slice(at, Math.Max(rest, 0)).CopyTo(destination[at..]);
        return rest < 0 ? -1 : at + rest;
    }
}
