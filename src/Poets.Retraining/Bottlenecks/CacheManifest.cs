using System.Text;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// The file beside the text files of one class folder and network that remembers how we made them. Files without an
/// entry are someone else's, retrain.py's for instance. Losing the manifest loses no bottleneck.
/// </summary>
/// <remarks>Safe to call from several threads; several processes merge what they know when they save.</remarks>
internal sealed class CacheManifest
{
    private const string Header = "# poets bottleneck manifest 1";

    // Line ends cannot stand in a line, so an image named with one is simply not remembered.
    private static readonly char[] s_lineEnds = ['\r', '\n'];

    private readonly string _path;
    private readonly Dictionary<string, ManifestEntry> _entries;
    private readonly Dictionary<string, ManifestEntry?> _changes = new(StringComparer.Ordinal);

    /// <summary>Reads what is there.</summary>
    /// <param name="folder">The class folder of the cache.</param>
    /// <param name="networkId">The last part of the cache files' names.</param>
    public CacheManifest(string folder, string networkId)
    {
        _path = System.IO.Path.Combine(folder, $".poets_{networkId}.tsv");
        _entries = Read(_path);
    }

    /// <summary>Entries that were set or removed since the last save.</summary>
    public int UnsavedCount
    {
        get
        {
            lock (_changes)
            {
                return _changes.Count;
            }
        }
    }

    /// <summary>What is remembered of an image's bottleneck, or null.</summary>
    public ManifestEntry? Find(string name)
    {
        lock (_changes)
        {
            return _changes.TryGetValue(name, out var changed) ? changed : _entries.GetValueOrDefault(name);
        }
    }

    /// <summary>Remembers an image's bottleneck, or with null forgets it.</summary>
    public void Set(string name, ManifestEntry? entry)
    {
        if (name.IndexOfAny(s_lineEnds) < 0)
        {
            lock (_changes)
            {
                _changes[name] = entry;
            }
        }
    }

    /// <summary>
    /// Merges the changes into the file on disk. Where another process holds the lock for too long or the folder cannot
    /// be written, the entries stay unsaved: the next run takes the files for someone else's.
    /// </summary>
    public void Save()
    {
        lock (_changes)
        {
            if (_changes.Count == 0)
            {
                return;
            }

            try
            {
                using FileStream held = Lock();
                var merged = Read(_path);
                foreach ((string name, ManifestEntry? entry) in _changes)
                {
                    if (entry is null)
                    {
                        merged.Remove(name);
                        _entries.Remove(name);
                    }
                    else
                    {
                        merged[name] = entry;
                        _entries[name] = entry;
                    }
                }

                var text = new StringBuilder(Header).Append('\n');
                foreach ((string name, ManifestEntry entry) in merged.OrderBy(item => item.Key, StringComparer.Ordinal))
                {
                    text.Append(entry.Format(name)).Append('\n');
                }

                AtomicFile.WriteAllText(_path, text.ToString());
                _changes.Clear();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A cache that cannot be described is still a cache.
            }
        }
    }

    // Processes that stopped without letting go leave the file but not the lock.
    private FileStream Lock()
    {
        string path = _path + ".lock";
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (attempt < 100 && Directory.Exists(System.IO.Path.GetDirectoryName(path)))
            {
                Thread.Sleep(20);
            }
        }
    }

    private static Dictionary<string, ManifestEntry> Read(string path)
    {
        var entries = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                if (ManifestEntry.Parse(line) is var (name, entry))
                {
                    entries[name] = entry;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // None yet, or not ours to read: every file is then judged as someone else's.
        }

        return entries;
    }
}
