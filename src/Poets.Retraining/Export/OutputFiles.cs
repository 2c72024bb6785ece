using Google.Protobuf;
using Poets.Graphs.Protobuf;
using Poets.Retraining.Files;

namespace Poets.Retraining.Export;

/// <summary>Writes what a run leaves behind, each file whole or not at all.</summary>
public static class OutputFiles
{
    /// <summary>
    /// Makes sure before any work that a file can be written: its folder is made if need be and tried out, so that a
    /// training is not lost to a misspelt path.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <exception cref="RetrainException">It cannot be written.</exception>
    public static void Require(string path, string option) => Require(path, option, path);

    /// <summary>The same for a file that stands for something else that will be written there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option.</param>
    /// <param name="named">What the option names.</param>
    internal static void Require(string path, string option, string named)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (Directory.Exists(path))
            {
                throw new RetrainException($"{option}: {path} is a folder; name a file.") { Fault = RetrainFault.OutputInvalid };
            }

            if (AtomicFile.FileBehind(path) is not { } target)
            {
                AtomicFile.OpenDevice(path).Dispose();
                return;
            }

            string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveAbandoned(folder);
            File.Create(AtomicFile.TemporaryFor(target), 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RetrainException($"{option}: {named} cannot be written: {error.Message}", error) { Fault = RetrainFault.OutputInvalid };
        }
    }

    /// <summary>Writes a binary GraphDef.</summary>
    /// <exception cref="RetrainException">It cannot be written.</exception>
    public static void WriteGraph(string path, GraphDef graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Told(path, () => AtomicFile.Write(path, stream => graph.WriteTo(stream)));
    }

    /// <summary>Writes a label a line, each ended by a line feed (reference §2.6).</summary>
    /// <exception cref="RetrainException">It cannot be written.</exception>
    public static void WriteLabels(string path, IEnumerable<string> labels) =>
        Told(path, () => AtomicFile.WriteAllText(path, string.Concat(labels.Select(label => label + "\n"))));

    // Files are written under names that nobody knows, which is what the system's errors tell of.
    private static void Told(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"{path} cannot be written: {error.Message}; make room or name another file.", error) { Fault = RetrainFault.OutputInvalid };
        }
    }
}
