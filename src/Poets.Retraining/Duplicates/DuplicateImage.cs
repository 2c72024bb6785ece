using Poets.Retraining.Datasets;

namespace Poets.Retraining.Duplicates;

/// <summary>A picture that sits in two sets, so that the accuracy on one of them flatters.</summary>
/// <param name="Path">The file that is tested or validated with.</param>
/// <param name="Category">Its set: testing or validation.</param>
/// <param name="Label">The label of its folder.</param>
/// <param name="TwinPath">The file that it repeats.</param>
/// <param name="TwinCategory">The set of that: training, or validation for a testing file.</param>
/// <param name="TwinLabel">The label of that one's folder; another one means that one of both is wrong.</param>
/// <param name="Kind">How alike they are.</param>
public sealed record DuplicateImage(string Path, ImageCategory Category, string Label, string TwinPath, ImageCategory TwinCategory, string TwinLabel, DuplicateKind Kind);
