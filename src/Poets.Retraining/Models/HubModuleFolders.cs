using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Poets.Graphs;

namespace Poets.Retraining.Models;

/// <summary>Finds the folder of a Hub module, as the Hub library does: as it is, out of an archive, or in the module cache.</summary>
internal static class HubModuleFolders
{
    private const string CacheVariable = "TFHUB_CACHE_DIR";

    /// <summary>The folder with the module's <c>saved_model.pb</c>.</summary>
    /// <exception cref="RetrainException">There is none; the message says what is wanted, and where.</exception>
    public static string Find(string handle)
    {
        if (SavedModelGraph.IsAt(handle))
        {
            return handle;
        }

        string cached = Cached(handle);
        if (File.Exists(handle))
        {
            return Unpack(handle, Path.Combine(Cache, Sha1(File.ReadAllBytes(handle))));
        }

        if (SavedModelGraph.IsAt(cached))
        {
            return cached;
        }

        bool isAddress = handle.Contains("://", StringComparison.Ordinal);
        throw new RetrainException(isAddress
            ? $"The module {handle} is not on this machine: {cached} does not hold it. `poets models get {handle}` (in PowerShell: Save-PretrainedModel) fetches {handle}?tf-hub-format=compressed, or from --mirror (-Mirror) where that is gone; or name its .tar.gz file, or the unpacked folder, in place of the address. ${CacheVariable} names the folder of the cache."
            : $"{handle} is no Hub module: there is neither a file of that name nor a folder with saved_model.pb.") { Fault = RetrainFault.ModelNotFound };
    }

    /// <summary>The folder of the Hub library's cache in which the module of a handle stands, if it does.</summary>
    public static string Cached(string handle) => Path.Combine(Cache, Sha1(handle));

    private static string Cache => Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), "tfhub_modules");

    private static string Sha1(string text) => Sha1(Encoding.UTF8.GetBytes(text));

#pragma warning disable CA5350 // The Hub library's cache is named by SHA-1; nothing is protected by it.
    private static string Sha1(byte[] content) => Convert.ToHexString(SHA1.HashData(content)).ToLowerInvariant();
#pragma warning restore CA5350

    /// <summary>Unpacks into the cache, whole or not at all; entries that lead outside are refused.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="target">The folder; what stands there is kept, unless it is replaced.</param>
    /// <param name="replace">Whether to replace it.</param>
    public static string Unpack(string archive, string target, bool replace = false)
    {
        if (!replace && SavedModelGraph.IsAt(target))
        {
            return target;
        }

        string temporary = target + $".{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            UnpackEntries(archive, temporary);
            if (!SavedModelGraph.IsAt(temporary))
            {
                throw new RetrainException($"{archive} holds no Hub module: there is no saved_model.pb in it.") { Fault = RetrainFault.ModelUnusable };
            }

            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            Directory.Move(temporary, target);
        }
        catch (IOException) when (!replace && SavedModelGraph.IsAt(target))
        {
            // Another process or runspace unpacked the same module meanwhile.
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new RetrainException($"{archive} is no whole .tar.gz archive ({error.Message}); fetch it again.", error) { Fault = RetrainFault.ModelUnusable };
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }

        return target;
    }

    private static void UnpackEntries(string archive, string folder)
    {
        using TarReader reader = ModelArchive.Open(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            string name = ModelArchive.Normalise(archive, entry.Name);
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                string path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                entry.ExtractToFile(path, overwrite: true);
            }
        }
    }
}
