namespace Poets.Imaging.Jpeg.Markers;

/// <summary>What the markers read so far have set: tables, frame, latest scan, colour hints.</summary>
internal sealed class JpegHeader
{
    internal ushort[]?[] QuantizationTables { get; } = new ushort[4][];

    internal HuffmanTable?[] DcTables { get; } = new HuffmanTable[4];

    internal HuffmanTable?[] AcTables { get; } = new HuffmanTable[4];

    /// <summary>Conditioning of arithmetic coding: lower bound, upper bound of DC categories, split of AC ones.</summary>
    internal ArithmeticConditioning Conditioning { get; } = new();

    /// <summary>MCUs between restart markers; 0 for none.</summary>
    internal int RestartInterval { get; set; }

    /// <summary>The number, 0 to 7, of the restart marker that should come next.</summary>
    internal int NextRestart { get; set; }

    internal JpegFrame? Frame { get; set; }

    internal JpegScan? Scan { get; set; }

    internal bool SawStartOfImage { get; set; }

    internal bool SawJfif { get; set; }

    internal bool SawAdobe { get; set; }

    internal int AdobeTransform { get; set; }

    /// <summary>The colours that the components stand for, guessed as libjpeg guesses them.</summary>
    internal JpegColorSpace ColorSpace()
    {
        var components = Frame!.Components;
        switch (components.Length)
        {
            case 1:
                return JpegColorSpace.Grey;
            case 3 when SawJfif:
                return JpegColorSpace.YCbCr;
            case 3 when SawAdobe:
                return AdobeTransform == 0 ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr;
            case 3:
                return (components[0].Id, components[1].Id, components[2].Id) == ('R', 'G', 'B') ? JpegColorSpace.Rgb : JpegColorSpace.YCbCr;
            case 4:
                return SawAdobe && AdobeTransform != 0 ? JpegColorSpace.Ycck : JpegColorSpace.Cmyk;
            default:
                return JpegColorSpace.Unknown;
        }
    }
}
