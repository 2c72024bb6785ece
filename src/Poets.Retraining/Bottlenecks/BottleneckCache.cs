using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Poets.Retraining.Files;

namespace Poets.Retraining.Bottlenecks;

/// <summary>
/// Bottlenecks on disk in retrain.py's layout and number format (reference §4): a text file an image, which both
/// programs read. What retrain.py cannot tell, we remember in a <see cref="CacheManifest"/>: changed images, changed
/// networks and files that were cut off are noticed. Safe to call from several threads and processes.
/// </summary>
internal sealed class BottleneckCache
{
    // Clocks of file systems differ by up to two seconds.
    private const long ClockTicks = 2 * TimeSpan.TicksPerSecond;

    // Bytes of a file's name on most systems; where letters are counted, they are no more.
    private const int LongestName = 255;

    // What .NET says of a path that leads nowhere.
    private const FileAttributes NoFile = (FileAttributes)(-1);

    // Others may write more digits, and blanks; what is many times as long as ours would be is not read.
    private const long LongestTexts = 8;

    private readonly string _directory;
    private readonly string _networkId;
    private readonly string _fingerprint;
    private readonly int _length;
    private readonly ConcurrentDictionary<string, Lazy<ClassFolder>> _folders = new(StringComparer.Ordinal);
    private CacheException? _fault;

    /// <summary>Opens a cache; nothing is created before the first write.</summary>
    /// <param name="directory">The root, as typed.</param>
    /// <param name="networkId">The last part of the files' names: <c>mobilenet_0.25_128</c>.</param>
    /// <param name="fingerprint">What tells the network's content from others of the same name.</param>
    /// <param name="length">Values a bottleneck.</param>
    public BottleneckCache(string directory, string networkId, string fingerprint, int length) =>
        (_directory, _networkId, _fingerprint, _length) = (directory, networkId, fingerprint, length);

    /// <summary>Whether there is nothing in its folder.</summary>
    public bool IsEmpty
    {
        get
        {
            try
            {
                return !Directory.Exists(_directory) || !Directory.EnumerateFileSystemEntries(_directory).Any();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Files that cannot be listed may well be read.
                return false;
            }
        }
    }

    /// <summary>
    /// The first write that failed, or null: a folder without room or rights costs the next run its time, and this one nothing.
    /// </summary>
    public CacheException? Fault => _fault;

    /// <summary>
    /// The text file of an image (reference §4.1). One whose name would be longer than file systems take, which the scripts
    /// cannot write either, has the beginning of that name and a hash of the whole.
    /// </summary>
    public string PathOf(string folder, string name) =>
        Datasets.ImageDataset.Join(Datasets.ImageDataset.Join(_directory, folder), Shortened($"{name}_{_networkId}"));

    private static string Shortened(string name)
    {
        const string Extension = ".txt";
        if (Encoding.UTF8.GetByteCount(name) + Extension.Length <= LongestName)
        {
            return name + Extension;
        }

        string mark = "~" + ContentHash.Of(Encoding.UTF8.GetBytes(name)) + Extension;
        int bytes = 0;
        int letters = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes + mark.Length > LongestName)
            {
                break;
            }

            letters += rune.Utf16SequenceLength;
        }

        return name[..letters] + mark;
    }

    /// <summary>Reads a bottleneck if it is whole and still true of its image and network.</summary>
    /// <param name="folder">The class folder's name.</param>
    /// <param name="name">The image's file name.</param>
    /// <param name="imagePath">The image.</param>
    /// <param name="values">float32 [D] to fill.</param>
    public BottleneckMiss TryRead(string folder, string name, string imagePath, Span<float> values)
    {
        string path = PathOf(folder, name);
        byte[]? text = null;
        try
        {
            if (ReadText(path, FloatText.MaximumLength(_length), ref text, out int count) is var fault and not BottleneckMiss.None)
            {
                return fault;
            }

            ReadOnlySpan<byte> content = text.AsSpan(0, count);
            FileInfo image = RealFile.Of(imagePath);
            ClassFolder cached = Open(folder);
            if (cached.Manifest.Find(name) is { } entry)
            {
                if (Judge(entry, content, image, cached, name) is var reason and not BottleneckMiss.None)
                {
                    return reason;
                }
            }
            else if (image.LastWriteTimeUtc.Ticks > File.GetLastWriteTimeUtc(path).Ticks + ClockTicks && cached.FewImagesAreNewer(Path.GetDirectoryName(Path.GetFullPath(imagePath))!))
            {
                return BottleneckMiss.ImageChanged;
            }

            return Parse(content, values);
        }
        finally
        {
            if (text is not null)
            {
                ArrayPool<byte>.Shared.Return(text);
            }
        }
    }

    /// <summary>Writes a bottleneck, whole or not at all, and remembers what it was made from; what cannot be written is a <see cref="Fault"/>.</summary>
    /// <param name="folder">The class folder's name.</param>
    /// <param name="name">The image's file name.</param>
    /// <param name="image">The image as it was when it was decoded.</param>
    /// <param name="values">float32 [D].</param>
    public void Write(string folder, string name, FileEvidence image, ReadOnlySpan<float> values)
    {
        ClassFolder cached = Open(folder);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FloatText.MaximumLength(values.Length));
        try
        {
            ReadOnlySpan<byte> text = buffer.AsSpan(0, FloatText.Write(values, buffer));
            cached.Create();
            AtomicFile.WriteAllBytes(PathOf(folder, name), text);
            cached.Manifest.Set(name, new ManifestEntry(image, _fingerprint, text.Length, FileEvidence.ChecksumOf(text)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Each file is tried: room may be made meanwhile, and rights differ from folder to folder.
            string place = Path.GetDirectoryName(PathOf(folder, name))!;
            Interlocked.CompareExchange(ref _fault, new CacheException($"Bottlenecks cannot be kept in {place} ({error.Message}). Nothing else is lost, but they are computed again next time; make room, allow writing there, or name another folder for bottlenecks.", error), null);
            return;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        cached.SaveNowAndThen();
    }

    /// <summary>Puts on disk what is remembered. Without it, our files count as someone else's next time.</summary>
    public void Save()
    {
        foreach (var folder in _folders.Values)
        {
            folder.Value.Manifest.Save();
        }
    }

    /// <summary>The same, and gives back the memory that it takes; what is needed later is read again.</summary>
    public void Close()
    {
        Save();
        _folders.Clear();
    }

    private BottleneckMiss Judge(ManifestEntry entry, ReadOnlySpan<byte> content, FileInfo image, ClassFolder cached, string name)
    {
        if (entry.Network != _fingerprint)
        {
            return BottleneckMiss.NetworkChanged;
        }

        if (entry.TextLength != content.Length || entry.TextChecksum != FileEvidence.ChecksumOf(content))
        {
            return BottleneckMiss.Rewritten;
        }

        if (!image.Exists || entry.Image.Length != image.Length)
        {
            return BottleneckMiss.ImageChanged;
        }

        if (entry.Image.Modified == image.LastWriteTimeUtc.Ticks)
        {
            return BottleneckMiss.None;
        }

        // A fresh checkout gives every file a new time; only the content says whether it changed.
        if (ContentHash.Of(File.ReadAllBytes(image.FullName)) != entry.Image.Hash)
        {
            return BottleneckMiss.ImageChanged;
        }

        cached.Manifest.Set(name, entry with { Image = entry.Image with { Modified = image.LastWriteTimeUtc.Ticks } });
        return BottleneckMiss.None;
    }

    private BottleneckMiss Parse(ReadOnlySpan<byte> content, Span<float> values)
    {
        bool isText = FloatText.TryRead(content, values, out int count);
        return !isText ? BottleneckMiss.Unreadable : count != _length ? BottleneckMiss.WrongCount : BottleneckMiss.None;
    }

    private ClassFolder Open(string folder) => _folders.GetOrAdd(
        folder,
        name => new Lazy<ClassFolder>(() => new ClassFolder(Datasets.ImageDataset.Join(_directory, name), _networkId))).Value;

    private static BottleneckMiss ReadText(string path, int usualLength, ref byte[]? buffer, out int count)
    {
        count = 0;
        try
        {
            // Most files of a cache that is being filled are not there, and an exception for each would cost more than the look.
            FileInfo file = RealFile.Of(path);
            if (file.Attributes == NoFile)
            {
                return BottleneckMiss.Absent;
            }

            // A pipe has no length either, and would be waited for.
            if (file is { Exists: true, Length: 0 })
            {
                return BottleneckMiss.Unreadable;
            }

            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(handle);
            if (length > Math.Min(usualLength * LongestTexts, Array.MaxLength))
            {
                return BottleneckMiss.WrongCount;
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length);
            int read;
            while (count < length && (read = RandomAccess.Read(handle, buffer.AsSpan(count, (int)length - count), count)) > 0)
            {
                count += read;
            }

            return BottleneckMiss.None;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return BottleneckMiss.Absent;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No fault of the image, which is still there to be looked at.
            return BottleneckMiss.Denied;
        }
    }
}
