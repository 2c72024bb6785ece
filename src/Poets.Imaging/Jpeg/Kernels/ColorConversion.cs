namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>Colour conversions of one row, in libjpeg's fixed-point arithmetic (16 fraction bits).</summary>
internal static unsafe partial class ColorConversion
{
    private const int Half = 1 << 15;
    private const int CrToR = 91881;
    private const int CbToB = 116130;
    private const int CrToG = -46802;
    private const int CbToG = -22554;

    /// <summary>R = Y + 1.402 Cr, G = Y − 0.34414 Cb − 0.71414 Cr, B = Y + 1.772 Cb, with Cb and Cr around 128.</summary>
    internal static void YCbCrToRgbScalar(ReadOnlySpan<byte> y, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int blue = cb[i] - 128;
            int red = cr[i] - 128;
            rgb[(3 * i) + 0] = Clamp(y[i] + (((CrToR * red) + Half) >> 16));
            rgb[(3 * i) + 1] = Clamp(y[i] + (((CbToG * blue) + (CrToG * red) + Half) >> 16));
            rgb[(3 * i) + 2] = Clamp(y[i] + (((CbToB * blue) + Half) >> 16));
        }
    }

    /// <summary>Grey three times.</summary>
    internal static void GreyToRgb(ReadOnlySpan<byte> grey, Span<byte> rgb)
    {
        for (int i = 0; i < grey.Length; i++)
        {
            rgb[3 * i] = rgb[(3 * i) + 1] = rgb[(3 * i) + 2] = grey[i];
        }
    }

    /// <summary>Three planes interleaved.</summary>
    internal static void InterleaveScalar(ReadOnlySpan<byte> r, ReadOnlySpan<byte> g, ReadOnlySpan<byte> b, Span<byte> rgb)
    {
        for (int i = 0; i < r.Length; i++)
        {
            rgb[3 * i] = r[i];
            rgb[(3 * i) + 1] = g[i];
            rgb[(3 * i) + 2] = b[i];
        }
    }

    /// <summary>Y = 0.299 R + 0.587 G + 0.114 B, rounded.</summary>
    internal static void RgbToGrey(ReadOnlySpan<byte> r, ReadOnlySpan<byte> g, ReadOnlySpan<byte> b, Span<byte> grey)
    {
        for (int i = 0; i < r.Length; i++)
        {
            grey[i] = (byte)(((19595 * r[i]) + (38470 * g[i]) + (7471 * b[i]) + Half) >> 16);
        }
    }

    /// <summary>YCCK to CMYK: the first three are 255 minus what YCbCr gives as RGB; K stays.</summary>
    internal static void YcckToCmyk(Span<byte> y, Span<byte> cb, Span<byte> cr)
    {
        for (int i = 0; i < y.Length; i++)
        {
            int blue = cb[i] - 128;
            int red = cr[i] - 128;
            int luma = y[i];
            y[i] = Clamp(255 - (luma + (((CrToR * red) + Half) >> 16)));
            cb[i] = Clamp(255 - (luma + (((CbToG * blue) + (CrToG * red) + Half) >> 16)));
            cr[i] = Clamp(255 - (luma + (((CbToB * blue) + Half) >> 16)));
        }
    }

    /// <summary>
    /// CMYK to RGB as TensorFlow does it: colour × key / 255, truncated; the four are ink inverted in files with an
    /// Adobe marker, and ink in others.
    /// </summary>
    internal static void CmykToRgb(ReadOnlySpan<byte> c, ReadOnlySpan<byte> m, ReadOnlySpan<byte> y, ReadOnlySpan<byte> k, bool inverted, Span<byte> rgb)
    {
        int flip = inverted ? 0 : 255;
        for (int i = 0; i < c.Length; i++)
        {
            int key = k[i] ^ flip;
            rgb[3 * i] = (byte)(key * (c[i] ^ flip) / 255);
            rgb[(3 * i) + 1] = (byte)(key * (m[i] ^ flip) / 255);
            rgb[(3 * i) + 2] = (byte)(key * (y[i] ^ flip) / 255);
        }
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
