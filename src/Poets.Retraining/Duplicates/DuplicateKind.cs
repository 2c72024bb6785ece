namespace Poets.Retraining.Duplicates;

/// <summary>How alike two files are.</summary>
public enum DuplicateKind
{
    /// <summary>The same bytes.</summary>
    SameFile,
    /// <summary>The same picture: resized, compressed anew, brightened a little.</summary>
    NearCopy,
    /// <summary>The same picture with left and right exchanged.</summary>
    Mirrored,
}
