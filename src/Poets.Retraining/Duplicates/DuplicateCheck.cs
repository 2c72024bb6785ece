using Poets.Retraining.Datasets;

namespace Poets.Retraining.Duplicates;

/// <summary>Warns of pictures that sit in two sets, before anything is trained on them.</summary>
internal static class DuplicateCheck
{
    private const int MostLines = 10;

    /// <summary>Says what was found.</summary>
    public static void Tell(IReadOnlyList<DuplicateImage> found, IRetrainLog log)
    {
        if (found.Count == 0)
        {
            return;
        }

        int testing = found.Count(item => item.Category == ImageCategory.Testing);
        log.Warning($"{Count(testing, found.Count - testing)} of another set as well, so the accuracies flatter; keep one of each:");
        foreach (DuplicateImage item in found.Take(MostLines))
        {
            log.Warning($"  {item.Path} ({Name(item.Category)}) is {Words(item.Kind)} {item.TwinPath} ({Name(item.TwinCategory)})");
        }

        if (found.Count > MostLines)
        {
            log.Warning($"  and {found.Count - MostLines} more, which the result and --report list");
        }
    }

    /// <summary>How a pair is alike, in words between the two names.</summary>
    public static string Words(DuplicateKind kind) => kind switch
    {
        DuplicateKind.SameFile => "the same file as",
        DuplicateKind.Mirrored => "the mirror image of",
        _ => "a copy of",
    };

    /// <summary>A set's name in a sentence.</summary>
    public static string Name(ImageCategory category) => category switch
    {
        ImageCategory.Testing => "testing",
        ImageCategory.Validation => "validation",
        _ => "training",
    };

    private static string Count(int testing, int validation) =>
        testing == 0 ? $"{validation} validation {(validation == 1 ? "image is a picture" : "images are pictures")}"
        : validation == 0 ? $"{testing} testing {(testing == 1 ? "image is a picture" : "images are pictures")}"
        : $"{testing} testing and {validation} validation images are pictures";
}
