namespace Poets.Imaging;

/// <summary>retrain.py's distortion flags.</summary>
/// <param name="FlipLeftRight">Half of the images are mirrored.</param>
/// <param name="RandomCrop">Percentage by which the image is made larger than the crop.</param>
/// <param name="RandomScale">Largest further percentage.</param>
/// <param name="RandomBrightness">Percentage by which values are made brighter or darker at most.</param>
public sealed record DistortionOptions(bool FlipLeftRight = false, int RandomCrop = 0, int RandomScale = 0, int RandomBrightness = 0)
{
    /// <summary>Whether anything happens to the images at all.</summary>
    public bool Any => FlipLeftRight || RandomCrop != 0 || RandomScale != 0 || RandomBrightness != 0;
}
