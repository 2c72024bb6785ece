namespace Poets.Imaging;

/// <summary>What a network wants to be fed.</summary>
/// <param name="Width">Columns of the result.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Mean">Subtracted from each resized value, in grey levels (0 to 255).</param>
/// <param name="Scale">Multiplied after that: retrain.py's float32(1/std).</param>
/// <param name="PreScale">
/// Multiplied before the resize: 1, or float32(1/255) as the Hub version does. Applied to each pixel in float32.
/// </param>
public readonly record struct ResizeTarget(int Width, int Height, float Mean = 0, float Scale = 1, float PreScale = 1);
