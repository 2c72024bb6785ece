namespace Poets.Retraining.Labelling;

/// <summary>Reads labels files as label_image.py does: a label a line, trimmed on the right, empty lines kept.</summary>
public static class LabelFile
{
    /// <summary>Reads the labels.</summary>
    /// <exception cref="RetrainException">The file is missing, or a folder.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            throw new RetrainException($"{path} is a folder; name the labels file in it.") { Fault = RetrainFault.FileNotFound };
        }

        try
        {
            string[] lines = File.ReadAllLines(path);
            return Array.ConvertAll(lines, line => line.TrimEnd());
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RetrainException($"{path}; No such file or directory (the labels; training writes them beside the graph)", error) { Fault = RetrainFault.FileNotFound };
        }
    }

    /// <summary>The labels file that belongs to a graph: the usual names beside it.</summary>
    /// <param name="graph">The graph's path.</param>
    /// <returns>A file that exists, or null.</returns>
    public static string? FindBeside(string graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string folder = Path.GetDirectoryName(Path.GetFullPath(graph))!;
        string name = Path.GetFileNameWithoutExtension(graph);
        return Candidates(name).Select(candidate => Path.Combine(folder, candidate)).FirstOrDefault(File.Exists);
    }

    /// <summary>The labels file that belongs beside a graph: <c>retrained_graph.pb</c> has <c>retrained_labels.txt</c>.</summary>
    public static string NameFor(string graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Path.Combine(Path.GetDirectoryName(graph) ?? string.Empty, Candidates(Path.GetFileNameWithoutExtension(graph)).First());
    }

    private static IEnumerable<string> Candidates(string name)
    {
        if (name.EndsWith("graph", StringComparison.OrdinalIgnoreCase))
        {
            yield return name[..^"graph".Length] + "labels.txt";
        }

        yield return name + "_labels.txt";
        yield return name + ".labels.txt";
        yield return name + ".txt";
        yield return "labels.txt";
    }
}
