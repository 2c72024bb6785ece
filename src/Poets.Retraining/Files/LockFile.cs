namespace Poets.Retraining.Files;

/// <summary>A file that one process at a time holds open, so that the others wait for their turn.</summary>
internal static class LockFile
{
    /// <summary>Takes it, made if need be; null where somebody else holds it. Processes that stopped without letting go leave the file, not the lock.</summary>
    /// <exception cref="IOException">It cannot be made, whoever holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static FileStream? TryTake(string path, FileOptions options = FileOptions.None)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);
        }
        catch (IOException error) when (IsTaken(error))
        {
            return null;
        }
    }

    // Windows' ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux and of macOS.
    private static bool IsTaken(IOException error) =>
        OperatingSystem.IsWindows() ? error.HResult == unchecked((int)0x80070020) : error.HResult is 11 or 35;
}
