namespace Poets.Retraining.Models;

/// <summary>Where networks lie.</summary>
public static class ModelFolders
{
    /// <summary>The environment variable with offline folders, separated as in PATH.</summary>
    public const string Variable = "POETS_MODEL_DIR";

    // retrain.py's default; people who used it have networks there.
    private const string ScriptsFolder = "/tmp/imagenet";

    /// <summary>The user's own model folder, where downloads go.</summary>
    public static string User => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath(),
        "poets",
        "models");

    /// <summary>Folders to look in, first to last.</summary>
    /// <param name="modelDirectory">The folder that the user named, or null.</param>
    public static IEnumerable<string> Search(string? modelDirectory)
    {
        if (!string.IsNullOrEmpty(modelDirectory))
        {
            yield return modelDirectory;
        }

        foreach (string folder in (Environment.GetEnvironmentVariable(Variable) ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        yield return User;
        yield return ScriptsFolder;
    }

    /// <summary>A file that ships with this program.</summary>
    /// <exception cref="RetrainException">The installation is not whole.</exception>
    internal static string Embedded(string file)
    {
        // The host's base folder is not ours when PowerShell loads us.
        string home = Path.GetDirectoryName(typeof(ModelFolders).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        string path = Path.Combine(home, "models", file);
        return File.Exists(path) ? path : throw new RetrainException($"{path} is missing; it is part of this program, so the installation is not whole.") { Fault = RetrainFault.FileNotFound };
    }
}
