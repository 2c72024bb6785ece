namespace Poets.Retraining.Models;

/// <summary>Fetches networks: resumes, checks, and renames into place only what is whole.</summary>
public sealed class ModelDownloader
{
    /// <summary>Fetches the archive of a network into a model folder.</summary>
    /// <returns>The archive's path.</returns>
    /// <exception cref="RetrainException">It cannot be had; the message says from where and what to do instead.</exception>
    public Task<string> DownloadAsync(PretrainedModel model, string? modelDirectory = null, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
