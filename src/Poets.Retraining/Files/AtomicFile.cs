using System.Text;

namespace Poets.Retraining.Files;

/// <summary>Files appear whole or not at all: written beside their place, then renamed into it.</summary>
internal static class AtomicFile
{
    private const string DraftPrefix = ".poets-";
    private const string DraftExtension = ".tmp";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes bytes.</summary>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content)
    {
        using var hold = ProcessHold.Take();
        if (FileBehind(path) is not { } target)
        {
            using FileStream device = OpenDevice(path);
            device.Write(content);
            return;
        }

        string temporary = TemporaryFor(target);
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                RandomAccess.Write(file, content, 0);
            }

            MoveIntoPlace(temporary, target);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, s_utf8.GetBytes(text));

    /// <summary>Lets <paramref name="write"/> fill a stream.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var hold = ProcessHold.Take();
        if (FileBehind(path) is not { } target)
        {
            using FileStream device = OpenDevice(path);
            write(device);
            return;
        }

        string temporary = TemporaryFor(target);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
            }

            MoveIntoPlace(temporary, target);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>
    /// The file that a write to a path replaces: that which a link leads to, since a link stays a link. Null for a device,
    /// such as /dev/null or NUL, which is written to and never renamed over.
    /// </summary>
    public static string? FileBehind(string path)
    {
        if (IsDeviceName(path))
        {
            return null;
        }

        if (new FileInfo(path).LinkTarget is null)
        {
            return path;
        }

        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        return IsDeviceName(target) ? null : target;
    }

    /// <summary>Opens what <see cref="FileBehind"/> has no file for.</summary>
    public static FileStream OpenDevice(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);

    /// <summary>Renames over what is there; a reader on Windows may be in the way for a moment.</summary>
    public static void MoveIntoPlace(string temporary, string path)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (Exception error) when (attempt < 20 && OperatingSystem.IsWindows() && error is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>A draft's name beside a file's place; <see cref="RemoveAbandoned"/> knows it by its look.</summary>
    public static string TemporaryFor(string path)
    {
        string name = $"{DraftPrefix}{Environment.ProcessId:x}-{Guid.NewGuid():N}{DraftExtension}";
        return Path.Combine(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".", name);
    }

    /// <summary>Removes from a folder the drafts of processes that were killed; what may still be written to is left alone.</summary>
    public static void RemoveAbandoned(string folder)
    {
        try
        {
            // File servers have clocks of their own, hence a whole day.
            DateTime yesterday = DateTime.UtcNow.AddDays(-1);
            foreach (FileInfo draft in new DirectoryInfo(folder).EnumerateFiles(DraftPrefix + "*" + DraftExtension))
            {
                if (draft.LastWriteTimeUtc < yesterday)
                {
                    draft.Delete();
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's, or gone already.
        }
    }

    private static bool IsDeviceName(string path)
    {
        string full = Path.GetFullPath(path);
        return OperatingSystem.IsWindows()
            ? full.StartsWith(@"\\.\", StringComparison.Ordinal)
            : (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal)) || full.StartsWith("/proc/", StringComparison.Ordinal);
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell.
        }
    }
}
