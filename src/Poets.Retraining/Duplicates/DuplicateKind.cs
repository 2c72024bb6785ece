namespace Poets.Retraining.Duplicates;

/// <summary>How alike two files are.</summary>
public enum DuplicateKind
{
    /// <summary>The same bytes.</summary>
    SameFile,
    /// <summary>The same picture: resized, compressed anew, brightened a little; or a part of it, maybe turned by a few degrees.</summary>
    NearCopy,
    /// <summary>The same picture, or a part of it, with left and right exchanged.</summary>
    Mirrored,
}
