namespace Poets.Imaging.Jpeg.Kernels;

/// <summary>The way from a file's components to the wanted channels.</summary>
internal enum JpegConversion
{
    /// <summary>Grey, or the luma of YCbCr.</summary>
    FirstComponent,
    GreyToRgb,
    YCbCrToRgb,

    /// <summary>RGB as stored.</summary>
    Interleave,
    RgbToGrey,
    CmykToRgb,
    YcckToRgb,
}
