using Poets.Bench.Measuring;
using Poets.Testing;

namespace Poets.Bench.Sections;

/// <summary>The <c>poets</c> command as users install it.</summary>
internal static class PoetsProgram
{
    /// <summary>The program that <c>POETS_CLI</c> names, or one published from this checkout into <paramref name="folder"/>.</summary>
    public static string Locate(string folder)
    {
        if (Environment.GetEnvironmentVariable("POETS_CLI") is { } named)
        {
            return named;
        }

        string published = Path.Combine(folder, "poets");
        ProcessRun.Of("dotnet", "publish", Repository.Path("src", "Poets.Cli"), "--configuration", "Release", "--output", published, "--nologo", "-v", "quiet");
        return Path.Combine(published, OperatingSystem.IsWindows() ? "poets.exe" : "poets");
    }
}
