using Poets.Cli.Commands;

namespace Poets.Cli.Tests.Commands;

/// <summary>A folder to run command lines in, as the tutorials do; it is the current folder until the test ends.</summary>
public sealed class Workspace : IDisposable
{
    private readonly string _previous = Environment.CurrentDirectory;
    private readonly string _path = Directory.CreateTempSubdirectory("poets-cli-").FullName;

    /// <summary>Makes it and enters it.</summary>
    public Workspace() => Environment.CurrentDirectory = _path;

    /// <summary>What the last command wrote to stdout.</summary>
    public string Output { get; private set; } = string.Empty;

    /// <summary>What the last command wrote to stderr.</summary>
    public string Errors { get; private set; } = string.Empty;

    /// <summary>The lines of stderr that carry the scripts' prefix, without it.</summary>
    public IReadOnlyList<string> Log => [.. Errors.Split('\n').Where(line => line.Contains(":tensorflow:", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(":tensorflow:", StringComparison.Ordinal) + 12)..])];

    /// <summary>Runs <c>poets</c> with arguments split at blanks.</summary>
    public int Run(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new CommandConsole(output, errors), CancellationToken.None);
        (Output, Errors) = (output.ToString(), errors.ToString());
        return code;
    }

    /// <summary>Links the first photos of each class; skips the test where there are none.</summary>
    public void LinkFlowers(string folder, int perClass)
    {
        foreach (string source in Directory.EnumerateDirectories(SharedMaterial.Path("data", "flower_photos")))
        {
            string target = Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(source))).FullName;
            foreach (string photo in Directory.EnumerateFiles(source, "*.jpg").Order(StringComparer.Ordinal).Take(perClass))
            {
                File.CreateSymbolicLink(Path.Combine(target, Path.GetFileName(photo)), photo);
            }
        }
    }

    /// <summary>Puts a network of the shared material where retrain.py expects it.</summary>
    public void CopyNetwork(string file, string modelDirectory, string place)
    {
        string target = Path.Combine(modelDirectory, place);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(SharedMaterial.Path("models", file), target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Environment.CurrentDirectory = _previous;
        Directory.Delete(_path, recursive: true);
    }
}
