namespace Poets.Retraining.Models;

/// <summary>How networks are fetched.</summary>
public sealed record DownloadOptions
{
    /// <summary>
    /// A mirror whose address replaces everything before the archive's file name; null is the origin, or the
    /// environment variable <c>POETS_MODEL_MIRROR</c>.
    /// </summary>
    public Uri? Mirror { get; init; }

    /// <summary>The SHA-256 that the archive must have, in hexadecimal; null takes what comes.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Fetch again although the file is there.</summary>
    public bool Force { get; init; }

    /// <summary>Give up, and keep what came, after no byte for this long.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Refuse a file of more bytes than this: a server that never ends must not fill the disk.</summary>
    public long MaximumLength { get; init; } = 1L << 30;

    /// <summary>How often a connection that broke is taken up again.</summary>
    public int Retries { get; init; } = 4;
}
