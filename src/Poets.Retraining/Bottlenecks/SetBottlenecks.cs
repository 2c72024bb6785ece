using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Bottlenecks;

/// <summary>The bottlenecks of one of the three sets, with the file behind each row.</summary>
/// <param name="Data">float32 [N,D] and class indices.</param>
/// <param name="PathOf">The image of a row; not kept as text, since a million paths take much memory.</param>
internal sealed record SetBottlenecks(LabelledFeatures Data, Func<int, string> PathOf)
{
    /// <summary>Images.</summary>
    public int Count => Data.Count;
}
