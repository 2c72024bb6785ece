using System.Runtime.InteropServices;
using System.Text;

namespace Poets.TensorFlow;

/// <summary>Looks for the file of TensorFlow's C library and keeps account of where it looked.</summary>
internal sealed class LibrarySearch
{
    internal const string Variable = "POETS_TENSORFLOW";

    private readonly StringBuilder _account = new();
    private readonly string[] _applicationFolders;
    private readonly Func<string, string?> _variable;

    /// <param name="applicationFolders">Where this assembly lies; tests pass others.</param>
    /// <param name="variable">Reads an environment variable.</param>
    internal LibrarySearch(string[]? applicationFolders = null, Func<string, string?>? variable = null)
    {
        _applicationFolders = applicationFolders ?? DefaultApplicationFolders();
        _variable = variable ?? Environment.GetEnvironmentVariable;
    }

    /// <summary>File names of the C library, most likely first: SciSharp's and libtensorflow's, then the Python wheel's.</summary>
    internal static string[] FileNames { get; } =
        OperatingSystem.IsWindows() ? ["tensorflow.dll", "tensorflow_cc.dll"]
        : OperatingSystem.IsMacOS() ? ["libtensorflow.dylib", "libtensorflow.2.dylib", "libtensorflow_cc.2.dylib"]
        : ["libtensorflow.so", "libtensorflow.so.2", "libtensorflow_cc.so.2"];

    /// <summary>The <c>linux-x64</c> of <c>runtimes/linux-x64/native</c>.</summary>
    internal static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>One line for each place that was looked at, in order.</summary>
    internal string Account => _account.ToString().TrimEnd();

    /// <summary>Whether a place that the user named was looked at, so that no other may stand in for it.</summary>
    internal bool Named { get; private set; }

    /// <summary>The library's full path, or null when it lies in none of our places (the system's may still have it).</summary>
    /// <param name="path">A file or folder that the user named, or null.</param>
    internal string? Find(string? path)
    {
        if (!string.IsNullOrWhiteSpace(path))
        {
            Named = true;
            return FindNamed(path, "the given path");
        }

        Note("the given path", "none was given");
        string? fromVariable = _variable(Variable);
        if (!string.IsNullOrWhiteSpace(fromVariable))
        {
            Named = true;
            return FindNamed(fromVariable, $"the environment variable {Variable}");
        }

        Note($"the environment variable {Variable}", "not set");
        foreach (string folder in _applicationFolders)
        {
            string runtimes = Path.Combine(folder, "runtimes");
            string? found = FirstIn(Path.Combine(runtimes, Platform, "native")) ?? FirstIn(runtimes) ?? FirstIn(folder);
            Note(runtimes, found ?? (Directory.Exists(runtimes) ? $"no {string.Join(", ", FileNames)}" : "no such folder"));
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Adds a line to the account.</summary>
    internal void Note(string place, string outcome) => _account.Append("  ").Append(place).Append(": ").AppendLine(outcome);

    private string? FindNamed(string path, string place)
    {
        if (File.Exists(path))
        {
            Note(place, path);
            return Path.GetFullPath(path);
        }

        if (!Directory.Exists(path))
        {
            Note(place, $"{path} does not exist");
            return null;
        }

        // A libtensorflow archive has it in lib, site-packages in tensorflow, a NuGet package in runtimes/…/native.
        string[] below = ["", "lib", "tensorflow", Path.Combine("runtimes", Platform, "native"), Path.Combine(Platform, "native")];
        string? found = below.Select(part => FirstIn(Path.Combine(path, part))).FirstOrDefault(file => file is not null);
        Note(place, found ?? $"{path} has no {string.Join(", ", FileNames)}, nor have its folders {string.Join(", ", below.Skip(1))}");
        return found;
    }

    private static string? FirstIn(string folder) =>
        FileNames.Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(Path.GetFullPath).FirstOrDefault();

    private static string[] DefaultApplicationFolders()
    {
        // A module keeps its assemblies in a folder below its root, where people look for `runtimes`.
        string assembly = Path.GetDirectoryName(typeof(LibrarySearch).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        string? parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(assembly));
        return [.. new[] { assembly, parent, Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) }.OfType<string>().Distinct()];
    }
}
