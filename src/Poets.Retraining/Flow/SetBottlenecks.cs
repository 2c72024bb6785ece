using Poets.Retraining.Datasets;
using Poets.Retraining.Training;

namespace Poets.Retraining.Flow;

/// <summary>The bottlenecks of one of the three sets, with the file behind each row.</summary>
/// <param name="Data">float32 [N,D] and class indices.</param>
/// <param name="Paths">[N], the image of each row.</param>
internal sealed record SetBottlenecks(LabelledFeatures Data, string[] Paths)
{
    /// <summary>Images.</summary>
    public int Count => Paths.Length;
}
