namespace Poets.Imaging;

/// <summary>What an image file's header says.</summary>
/// <param name="Format">The format found in the content, whatever the file is called.</param>
/// <param name="Width">Columns, in pixels.</param>
/// <param name="Height">Rows, in pixels.</param>
/// <param name="Channels">Samples a pixel as stored: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA or CMYK.</param>
public readonly record struct ImageInfo(ImageFormat Format, int Width, int Height, int Channels);
