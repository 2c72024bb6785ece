using Poets.Imaging.Jpeg.Kernels;
using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>What is to come out: channels, and how they are made.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Conversion">How.</param>
/// <param name="InvertedInk">CMYK files with an Adobe marker hold 255 minus the ink.</param>
internal readonly record struct JpegOutput(int Channels, JpegConversion Conversion, bool InvertedInk)
{
    /// <summary>Chooses as TensorFlow does; marks the components that are not needed.</summary>
    /// <param name="header">Markers up to the first scan.</param>
    /// <param name="channels">0 (as stored, but at most 3), 1 or 3.</param>
    internal static JpegOutput Choose(JpegHeader header, int channels)
    {
        var components = header.Frame!.Components;
        var space = header.ColorSpace();
        int wanted = channels == 0 ? Math.Min(components.Length, 3) : channels;
        JpegConversion conversion = (wanted, space) switch
        {
            (1, JpegColorSpace.Grey or JpegColorSpace.YCbCr) => JpegConversion.FirstComponent,
            (1, JpegColorSpace.Rgb) => JpegConversion.RgbToGrey,
            (3, JpegColorSpace.Grey) => JpegConversion.GreyToRgb,
            (3, JpegColorSpace.YCbCr) => JpegConversion.YCbCrToRgb,
            (3, JpegColorSpace.Rgb) => JpegConversion.Interleave,
            (3, JpegColorSpace.Cmyk) => JpegConversion.CmykToRgb,
            (3, JpegColorSpace.Ycck) => JpegConversion.YcckToRgb,
            (1 or 3, _) => throw JpegErrors.Damaged($"{components.Length} components ({space}) cannot become {wanted} channel(s)"),
            _ => throw new ImageDecodingException($"JPEG: {wanted} channels are wanted; 0, 1 and 3 are possible."),
        };
        if (conversion == JpegConversion.FirstComponent)
        {
            foreach (var component in components.AsSpan(1))
            {
                component.Needed = false;
            }
        }

        return new JpegOutput(wanted, conversion, header.SawAdobe);
    }
}
