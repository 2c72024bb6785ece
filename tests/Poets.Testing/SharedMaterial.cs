namespace Poets.Testing;

/// <summary>Finds the folder <c>shared</c> beside the checkout; tests that need it are skipped, by name, where it is absent.</summary>
public static class SharedMaterial
{
    /// <summary>The folder, or null.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A path under it; skips the running test (which must be a SkippableFact or SkippableTheory) where it is absent.</summary>
    public static string Path(params string[] parts)
    {
        Skip.If(Root is null, "needs ../shared, which is not beside this checkout");
        string path = System.IO.Path.Combine([Root!, .. parts]);
        Skip.IfNot(File.Exists(path) || Directory.Exists(path), $"needs ../shared/{string.Join('/', parts)}");
        return path;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "PoetsCmdlets.sln")))
            {
                string shared = System.IO.Path.Combine(folder.FullName, "..", "shared");
                return Directory.Exists(shared) ? System.IO.Path.GetFullPath(shared) : null;
            }
        }

        return null;
    }
}
