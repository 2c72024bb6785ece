namespace Poets.Testing;

/// <summary>Finds files of this repository from a test's output folder.</summary>
public static class Repository
{
    /// <summary>The folder that holds PoetsCmdlets.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path under it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "PoetsCmdlets.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("PoetsCmdlets.sln was not found above the test's folder.");
    }
}
