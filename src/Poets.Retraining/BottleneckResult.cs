namespace Poets.Retraining;

/// <summary>What came of one image: its bottleneck, or the reason why there is none.</summary>
/// <param name="Path">The image file, as it was given.</param>
/// <param name="Bottleneck">The bottleneck, or null.</param>
/// <param name="Error">Why there is none, or null.</param>
public sealed record BottleneckResult(string Path, Bottleneck? Bottleneck, Exception? Error);
