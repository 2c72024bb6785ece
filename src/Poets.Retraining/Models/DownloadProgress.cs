namespace Poets.Retraining.Models;

/// <summary>How far a download has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes on disk so far.</param>
/// <param name="Total">Bytes altogether; null where the server does not say.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total);
