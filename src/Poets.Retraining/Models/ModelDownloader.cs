using System.Security.Cryptography;
using Poets.Graphs;
using Poets.Retraining.Files;

namespace Poets.Retraining.Models;

/// <summary>Fetches networks: resumes, checks, and renames into place only what is whole.</summary>
public sealed class ModelDownloader
{
    private const string MirrorVariable = "POETS_MODEL_MIRROR";

    /// <summary>
    /// Fetches the archive of a network into a model folder, or a Hub module into the Hub library's cache; what is there
    /// already is not fetched again.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="modelDirectory">The folder; null is the user's model folder.</param>
    /// <param name="options">From where, and how patiently.</param>
    /// <param name="progress">Told about ten times a second.</param>
    /// <param name="cancel">Stops; what came is kept for the next time.</param>
    /// <returns>The archive's path, or the module's folder.</returns>
    /// <exception cref="RetrainException">It cannot be had; the message says from where and what to do instead.</exception>
#pragma warning disable CA1822 // Callers hold a downloader; it may come to own a connection.
    public async Task<string> DownloadAsync(PretrainedModel model, string? modelDirectory = null, DownloadOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancel = default)
#pragma warning restore CA1822
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.IsEmbedded)
        {
            throw new RetrainException($"{model.Name} ships with this program; there is nothing to fetch.") { Fault = RetrainFault.OptionInvalid };
        }

        options ??= new DownloadOptions();
        Uri address = Address(model, options);
        string target = TargetOf(model, modelDirectory);
        string folder = Path.GetDirectoryName(target)!;
        if (!options.Force && IsFetched(model, modelDirectory))
        {
            RequirePresent(target, model, options);
            return target;
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"The folder {folder} cannot be made, so {model.ArchiveName} has no place to go: {error.Message}", error) { Fault = RetrainFault.OutputInvalid };
        }

        using FileStream? turn = await WaitForTurnAsync(target + ".lock", cancel).ConfigureAwait(false);
        if (!options.Force && IsFetched(model, modelDirectory))
        {
            // Another process did, while this one waited for it.
            RequirePresent(target, model, options);
            return target;
        }

        string partial = target + ".part";
        await FetchAsync(address, partial, model, options, progress, cancel).ConfigureAwait(false);
        Check(partial, address, model, options);
        if (model.IsHubModule)
        {
            HubModuleFolders.Unpack(partial, target, replace: true);
            File.Delete(partial);
        }
        else
        {
            AtomicFile.MoveIntoPlace(partial, target);
        }

        return target;
    }

    /// <summary>Whether a network stands where it would be fetched to, so that it is not fetched again.</summary>
    /// <param name="model">The network; none that is embedded.</param>
    /// <param name="modelDirectory">The folder; null is the user's model folder.</param>
    public static bool IsFetched(PretrainedModel model, string? modelDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return !model.IsEmbedded && (model.IsHubModule ? SavedModelGraph.IsAt(TargetOf(model, modelDirectory)) : File.Exists(TargetOf(model, modelDirectory)));
    }

    private static string TargetOf(PretrainedModel model, string? modelDirectory) =>
        model.IsHubModule ? HubModuleFolders.Cached(model.Name) : Path.Combine(modelDirectory ?? ModelFolders.User, model.ArchiveName!);

    /// <summary>
    /// Where a network is fetched from: the mirror asked for, that of the environment, or its origin. A mirror of Hub
    /// modules is laid out as Google's own bucket of them: the handle's path, then <c>.tar.gz</c>.
    /// </summary>
    internal static Uri Address(PretrainedModel model, DownloadOptions options)
    {
        Uri? mirror = options.Mirror ?? (Uri.TryCreate(Environment.GetEnvironmentVariable(MirrorVariable), UriKind.Absolute, out Uri? named) ? named : null);
        if (mirror is not null && !(mirror.IsAbsoluteUri && mirror.Scheme is "http" or "https" or "file"))
        {
            throw new RetrainException($"--mirror: '{mirror}' is no address that files can be fetched from; give one that begins with http://, https:// or file://.") { Fault = RetrainFault.OptionInvalid };
        }

        string file = model.IsHubModule ? model.Origin!.AbsolutePath.Trim('/') + ".tar.gz" : model.ArchiveName!;
        return mirror is null ? model.Origin! : new Uri(new Uri(mirror.AbsoluteUri.TrimEnd('/') + "/"), file);
    }

    // Thirty machines of a classroom may fetch into one folder at the same time: one does, and the others wait for it.
    private static async Task<FileStream?> WaitForTurnAsync(string path, CancellationToken cancel)
    {
        try
        {
            FileStream? turn;
            while ((turn = LockFile.TryTake(path, FileOptions.DeleteOnClose)) is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel).ConfigureAwait(false);
            }

            return turn;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever keeps us from locking, fetching will tell, or not be kept by.
            return null;
        }
    }

    private static async Task FetchAsync(Uri address, string partial, PretrainedModel model, DownloadOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        try
        {
            if (address.IsFile)
            {
                File.Copy(address.LocalPath, partial, overwrite: true);
                return;
            }

            using var download = new ResumableDownload(address, partial, options, received => progress?.Report(received with { File = model.ArchiveName! }));
            await download.RunAsync(cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException error)
        {
            File.Delete(partial);
            throw new RetrainException($"What {address} sends is not the network {model.Name}: {error.Message}", error) { Fault = RetrainFault.DownloadFailed };
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException or UnauthorizedAccessException)
        {
            throw new RetrainException(
                $"{address} could not be fetched: {error.Message} {Kept(partial)}"
                + (model.IsHubModule
                    ? "Or fetch its .tar.gz file in another way and name that as the module; --mirror names another server."
                    : $"Or fetch {model.ArchiveName} in another way and put it into {Path.GetDirectoryName(partial)}; --mirror names another server."),
                error) { Fault = RetrainFault.DownloadFailed };
        }
    }

    private static string Kept(string partial)
    {
        if (new FileInfo(partial) is { Exists: true, Length: > 0 })
        {
            return $"What came is kept in {partial} for the next attempt. ";
        }

        File.Delete(partial);
        return string.Empty;
    }

    // A checksum is not asked for to be passed over; the archive of a Hub module is gone once it is unpacked.
    private static void RequirePresent(string target, PretrainedModel model, DownloadOptions options)
    {
        try
        {
            RequireChecksum(target, model.IsHubModule ? null : options.Sha256);
        }
        catch (RetrainException error)
        {
            throw new RetrainException($"{target} is there, but {error.Message} --force fetches it again.", error) { Fault = RetrainFault.ModelUnusable };
        }
    }

    private static void Check(string partial, Uri address, PretrainedModel model, DownloadOptions options)
    {
        try
        {
            RequireChecksum(partial, options.Sha256);

            // A page of an error message, or half a file from a server that lied about its length, is no archive.
            ModelArchive.Read(partial, model.GraphFile);
        }
        catch (RetrainException error)
        {
            File.Delete(partial);
            throw new RetrainException($"What {address} sent is not the network {model.Name}: {error.Message}", error) { Fault = RetrainFault.DownloadFailed };
        }
    }

    private static void RequireChecksum(string partial, string? expected)
    {
        if (expected is null)
        {
            return;
        }

        using FileStream file = File.OpenRead(partial);
        string found = Convert.ToHexString(SHA256.HashData(file));
        if (!found.Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new RetrainException($"its SHA-256 is {found.ToLowerInvariant()}, not {expected.ToLowerInvariant()}.") { Fault = RetrainFault.DownloadFailed };
        }
    }
}
