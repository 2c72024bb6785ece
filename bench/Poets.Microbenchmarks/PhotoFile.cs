namespace Poets.Microbenchmarks;

/// <summary>A photo on disk.</summary>
/// <param name="Path">Its file.</param>
public sealed record PhotoFile(string Path)
{
    /// <summary>The photos of the folder that <c>POETS_PHOTOS</c> names, else of <c>../shared/data/flower_photos</c> beside the checkout.</summary>
    public static IEnumerable<PhotoFile> Find()
    {
        string? folder = Environment.GetEnvironmentVariable("POETS_PHOTOS");
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); folder is null && above is not null; above = above.Parent)
        {
            string candidate = System.IO.Path.Combine(above.FullName, "shared", "data", "flower_photos");
            folder = Directory.Exists(candidate) ? candidate : null;
        }

        return folder is null ? [] : Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new PhotoFile(path));
    }

    /// <inheritdoc/>
    public override string ToString() => System.IO.Path.GetFileName(Path);
}
