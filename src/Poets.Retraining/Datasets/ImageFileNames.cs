namespace Poets.Retraining.Datasets;

/// <summary>Which file names count as images (reference §2.2), and in which order.</summary>
internal static class ImageFileNames
{
    private static readonly string[] s_codelab = [".jpg", ".jpeg", ".JPG", ".JPEG"];
    private static readonly string[] s_hub = [".JPEG", ".JPG", ".jpeg", ".jpg", ".png"];
    private static readonly string[] s_tools =
        ["__MACOSX", "lost+found", "$RECYCLE.BIN", "System Volume Information", "@eaDir", "#recycle", "@Recycle"];

    private static readonly string[] s_decodable = [".jpg", ".jpeg", ".png", ".gif", ".bmp"];

    /// <summary>The place of a file's extension among the patterns of a listing; -1 where it does not count.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="listing">The rule; not <see cref="ImageListing.Default"/>.</param>
    /// <param name="ignoreCase">Windows matches in any case.</param>
    public static int Rank(string name, ImageListing listing, bool ignoreCase)
    {
        string[] extensions = listing switch
        {
            ImageListing.Codelab => s_codelab,
            ImageListing.Hub => s_hub,
            _ => s_decodable,
        };
        bool anyCase = ignoreCase || listing == ImageListing.All;
        var comparison = anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int rank = 0; rank < extensions.Length; rank++)
        {
            if (name.EndsWith(extensions[rank], comparison))
            {
                // Every decodable kind is one pattern: the order within a class is then by name alone.
                return listing == ImageListing.All ? 0 : rank;
            }
        }

        return -1;
    }

    /// <summary>Whether some listing would take the file.</summary>
    public static bool IsDecodable(string name) => Rank(name, ImageListing.All, ignoreCase: true) >= 0;

    /// <summary>The resource forks that macOS leaves beside files on foreign disks; never images.</summary>
    public static bool IsAppleDouble(string name) => name.StartsWith("._", StringComparison.Ordinal);

    /// <summary>
    /// Folders of tools: <c>.git</c>, <c>.ipynb_checkpoints</c>, <c>__MACOSX</c>, and what systems and file servers keep on
    /// their disks: lost and deleted files, thumbnails.
    /// </summary>
    public static bool IsHiddenFolder(string name) => name.StartsWith('.') || s_tools.Contains(name, StringComparer.OrdinalIgnoreCase);
}
