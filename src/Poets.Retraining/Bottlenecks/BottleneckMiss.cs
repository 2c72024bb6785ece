namespace Poets.Retraining.Bottlenecks;

/// <summary>Why a bottleneck is not taken from the cache.</summary>
internal enum BottleneckMiss
{
    /// <summary>It is.</summary>
    None,
    /// <summary>There is no file.</summary>
    Absent,
    /// <summary>The file cannot be opened or read.</summary>
    Denied,
    /// <summary>The file holds something else than numbers.</summary>
    Unreadable,
    /// <summary>The file was cut off, or is of another network: it has another count of numbers than the network.</summary>
    WrongCount,
    /// <summary>The file is not the one we wrote.</summary>
    Rewritten,
    /// <summary>The image is not the one that it was made from.</summary>
    ImageChanged,
    /// <summary>It was made by another network of the same name.</summary>
    NetworkChanged,
}
