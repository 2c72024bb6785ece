namespace Poets.Retraining.Datasets;

/// <summary>Which files and folders count (reference §2.1 and §2.2).</summary>
public enum ImageListing
{
    /// <summary>The scripts' rule for a named architecture or Hub module, <see cref="All"/> for the embedded network.</summary>
    Default,
    /// <summary>The codelab script: direct sub-folders; <c>.jpg .jpeg .JPG .JPEG</c>.</summary>
    Codelab,
    /// <summary>The Hub script: the same and <c>.png</c>; sub-folders at any depth are walked by their last name.</summary>
    Hub,
    /// <summary>Direct sub-folders that are not hidden; every file that we can decode: jpg, jpeg, png, gif, bmp in any case.</summary>
    All,
}
