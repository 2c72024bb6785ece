namespace Poets.Retraining;

/// <summary>What a pretrained network makes of one image.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Label">The label of the folder that it lies in.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Values">The features, float32 [D].</param>
/// <param name="FromCache">Whether they were read in place of computed.</param>
public sealed record Bottleneck(string Path, string Label, string Architecture, float[] Values, bool FromCache);
