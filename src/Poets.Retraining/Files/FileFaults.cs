using Poets.Imaging;

namespace Poets.Retraining.Files;

/// <summary>Tells faults of one file, which the others survive, from faults of the whole work.</summary>
internal static class FileFaults
{
    /// <summary>Whether an error concerns the file alone: it cannot be read, or is no image.</summary>
    public static bool Concerns(Exception error) =>
        error is ImageDecodingException or IOException or UnauthorizedAccessException;

    /// <summary>
    /// Refuses files without content before they are opened: pipes and devices have no length either, and opening a pipe
    /// waits for whoever writes to it, maybe for ever.
    /// </summary>
    /// <exception cref="ImageDecodingException">There is nothing to decode.</exception>
    public static void RequireContent(string path)
    {
        if (RealFile.Of(path) is { Exists: true, Length: 0 })
        {
            throw new ImageDecodingException("The file is empty.");
        }
    }

    /// <summary>Refuses texts that no file can be called.</summary>
    /// <exception cref="IOException">The path is empty or holds a NUL.</exception>
    public static void RequirePath(string path)
    {
        if (string.IsNullOrEmpty(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new IOException($"'{path}' is no path of a file.");
        }
    }
}
