using Poets.Retraining.Datasets;
using Poets.Retraining.Duplicates;
using Poets.Retraining.Flow;

namespace Poets.Retraining;

/// <summary>Tries a retrained graph on a folder of labelled images.</summary>
public sealed class DatasetEvaluator
{
    private static readonly ImageCategory[] s_all = [ImageCategory.Training, ImageCategory.Testing, ImageCategory.Validation];

    /// <summary>One result an image, streamed in the order of the listing.</summary>
    /// <exception cref="RetrainException">The folder or a file of the graph is missing, or no folder has the graph's labels.</exception>
#pragma warning disable CA1822 // Callers hold an evaluator, as they hold a Retrainer.
    public IEnumerable<EvaluatedImage> Run(EvaluateOptions options, IRetrainLog log, CancellationToken cancel = default)
#pragma warning restore CA1822
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        return Stream(options, log, cancel);
    }

    private static IEnumerable<EvaluatedImage> Stream(EvaluateOptions options, IRetrainLog log, CancellationToken cancel)
    {
        OptionChecks.RequirePercentages(options.TestingPercentage, options.ValidationPercentage);
        using var classifier = ImageClassifier.Load(options.Classifier);
        ImageListing listing = options.Listing == ImageListing.Default ? classifier.Listing : options.Listing;
        ImageDataset dataset = ImageFolders.List(options.ImageDirectory, listing, options.TestingPercentage, options.ValidationPercentage, log, options.SplitRoot);
        RequireCommonLabel(classifier, dataset);

        // Labels are trimmed where they are read, so those of the folders have to be as well.
        var images = Images(dataset, options.Category).ToList();
        if (images.Count == 0)
        {
            throw new RetrainException(NothingToTry(options, dataset)) { Fault = RetrainFault.DatasetInvalid };
        }

        int index = 0;
        foreach (ImageClassification result in classifier.ClassifyMany(images.Select(image => image.Path), 1, cancel))
        {
            yield return Judge(result, images[index++].Label.TrimEnd(), classifier.Labels);
            log.Progress("Testing", index, images.Count);
        }
    }

    private static EvaluatedImage Judge(ImageClassification result, string actual, IReadOnlyList<string> labels)
    {
        if (result.Error is not null)
        {
            return new EvaluatedImage(result.Path, actual, null, 0, 0, result.Error);
        }

        float actualScore = 0;
        for (int i = 0; i < labels.Count; i++)
        {
            actualScore = labels[i] == actual ? result.Scores[i] : actualScore;
        }

        return new EvaluatedImage(result.Path, actual, result.Labels[0].Label, result.Labels[0].Score, actualScore, null) { IsUnknown = result.IsUnknown };
    }

    private static IEnumerable<(string Path, string Label)> Images(ImageDataset dataset, ImageCategory? category) =>
        from imageClass in dataset.Classes
        from set in category is { } one ? [one] : s_all
        from name in imageClass[set]
        select (dataset.PathOf(imageClass, name), imageClass.Label);

    private static string NothingToTry(EvaluateOptions options, ImageDataset dataset) =>
        dataset.Classes.Count == 0 ? $"No valid folders of images found at {options.ImageDirectory}"
        : $"None of the {dataset.Count} images in {options.ImageDirectory} is in the {DuplicateCheck.Name(options.Category!.Value)} set; a larger percentage for it gives some, and --category=all takes every image.";

    private static void RequireCommonLabel(ImageClassifier classifier, ImageDataset dataset)
    {
        if (dataset.Classes.Count > 0 && !dataset.Labels.Any(label => classifier.Labels.Contains(label.TrimEnd())))
        {
            throw new RetrainException($"No folder in {dataset.Root} has a label of the graph: the folders are {string.Join(", ", dataset.Labels)}, the graph's labels {string.Join(", ", classifier.Labels.Take(12))}.") { Fault = RetrainFault.LabelsMismatch };
        }
    }
}
