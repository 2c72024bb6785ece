using Poets.Retraining.Files;

namespace Poets.Retraining.Bottlenecks;

/// <summary>One class folder of a cache, for one network.</summary>
internal sealed class ClassFolder
{
    private const int FewestBetweenSaves = 512;

    private readonly string _path;
    private readonly string _suffix;
    private readonly object _gate = new();
    private bool _exists;
    private bool? _fewAreNewer;

    public ClassFolder(string path, string networkId)
    {
        _path = path;
        _suffix = $"_{networkId}.txt";
        Manifest = new CacheManifest(path, networkId);
    }

    /// <summary>What is remembered of the files that we wrote.</summary>
    public CacheManifest Manifest { get; }

    /// <summary>Makes the folder.</summary>
    public void Create()
    {
        if (!_exists)
        {
            Directory.CreateDirectory(_path);
            AtomicFile.RemoveAbandoned(_path);
            _exists = true;
        }
    }

    /// <summary>Saves the manifest once enough has changed, so that a killed run loses little of it.</summary>
    public void SaveNowAndThen()
    {
        // Each save writes the whole file, so saves become rarer as it grows: their cost stays in proportion to the entries.
        if (Manifest.UnsavedCount >= Math.Max(FewestBetweenSaves, Manifest.SavedCount / 2))
        {
            Manifest.Save();
        }
    }

    /// <summary>
    /// Whether images that are newer than their files are the exception here. retrain.py's files say nothing of the
    /// images they were made from but their time. A single image that is newer was changed; where most images are newer,
    /// the folder was copied or checked out after the cache was made, and their times mean nothing.
    /// </summary>
    public bool FewImagesAreNewer(string imageFolder)
    {
        lock (_gate)
        {
            return _fewAreNewer ??= CountNewer(imageFolder);
        }
    }

    private bool CountNewer(string imageFolder)
    {
        try
        {
            return FewAreNewer(imageFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that can be read but not listed: a second look at the image is never wrong.
            return true;
        }
    }

    private bool FewAreNewer(string imageFolder)
    {
        int newer = 0;
        int all = 0;
        foreach (var text in new DirectoryInfo(_path).EnumerateFiles("*" + _suffix))
        {
            if (text.Name.EndsWith(_suffix, StringComparison.Ordinal))
            {
                FileInfo image = RealFile.Of(Path.Combine(imageFolder, text.Name[..^_suffix.Length]));
                all += image.Exists ? 1 : 0;
                newer += image.Exists && image.LastWriteTimeUtc > text.LastWriteTimeUtc ? 1 : 0;
            }
        }

        return newer * 4 <= all;
    }
}
