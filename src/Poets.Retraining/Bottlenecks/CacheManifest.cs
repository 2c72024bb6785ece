using System.Text;
using Poets.Retraining.Files;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// The file beside the text files of one class folder and network that remembers how we made them. Files without an
/// entry are someone else's, retrain.py's for instance. Losing the manifest loses no bottleneck.
/// </summary>
/// <remarks>Safe to call from several threads; several processes merge what they know when they save.</remarks>
internal sealed class CacheManifest
{
    private const string Header = "# poets bottleneck manifest 2";

    // Two seconds.
    private const int LocksTried = 100;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // Line ends cannot stand in a line, so an image named with one is simply not remembered.
    private static readonly char[] s_lineEnds = ['\r', '\n'];

    private readonly string _path;
    private readonly Dictionary<string, ManifestEntry?> _changes = new(StringComparer.Ordinal);
    private Dictionary<string, ManifestEntry> _entries;

    // What the file was like when the entries were read from it or written to it.
    private (bool Exists, long Length, DateTime Modified) _stamp;

    /// <summary>Reads what is there.</summary>
    /// <param name="folder">The class folder of the cache.</param>
    /// <param name="networkId">The last part of the cache files' names.</param>
    public CacheManifest(string folder, string networkId)
    {
        _path = System.IO.Path.Combine(folder, $".poets_{networkId}.tsv");
        _stamp = Stamp(_path);
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

    /// <summary>Entries that were read or saved.</summary>
    public int SavedCount
    {
        get
        {
            lock (_changes)
            {
                return _entries.Count;
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
                if (Stamp(_path) != _stamp)
                {
                    _entries = Read(_path);
                }

                foreach ((string name, ManifestEntry? entry) in _changes)
                {
                    if (entry is null)
                    {
                        _entries.Remove(name);
                    }
                    else
                    {
                        _entries[name] = entry;
                    }
                }

                AtomicFile.Write(_path, WriteEntries);
                _stamp = Stamp(_path);
                _changes.Clear();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A cache that cannot be described is still a cache.
            }
        }
    }

    private void WriteEntries(Stream stream)
    {
        string[] names = [.. _entries.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        using var writer = new StreamWriter(stream, s_utf8, 1 << 14, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(Header);
        foreach (string name in names)
        {
            writer.WriteLine(_entries[name].Format(name));
        }
    }

    private static (bool Exists, long Length, DateTime Modified) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (true, file.Length, file.LastWriteTimeUtc) : default;
    }

    private FileStream Lock()
    {
        string path = _path + ".lock";
        for (int attempt = 0; attempt < LocksTried; attempt++)
        {
            if (LockFile.TryTake(path) is { } held)
            {
                return held;
            }

            Thread.Sleep(20);
        }

        throw new IOException($"{path} is held by another process.");
    }

    private static Dictionary<string, ManifestEntry> Read(string path)
    {
        var entries = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        string network = "";
        try
        {
            // None yet, or a pipe that would be waited for.
            if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            {
                return entries;
            }

            foreach (string line in File.ReadLines(path))
            {
                if (ManifestEntry.Parse(line, ref network) is var (name, entry))
                {
                    entries[name] = entry;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not ours to read: every file is then judged as someone else's.
        }

        return entries;
    }
}
