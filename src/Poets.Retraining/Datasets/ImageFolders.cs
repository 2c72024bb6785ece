namespace Poets.Retraining.Datasets;

/// <summary>Walks a folder of classes and splits it (reference §2).</summary>
public static class ImageFolders
{
    private const int FewImages = 20;

    /// <summary>Lists and splits; what the scripts say about folders is said to the log.</summary>
    /// <param name="root">The folder; its text as typed enters the split.</param>
    /// <param name="listing">Which files count; <see cref="ImageListing.Default"/> is <see cref="ImageListing.All"/> here.</param>
    /// <param name="testingPercentage">Share of the testing set, in percent.</param>
    /// <param name="validationPercentage">Share of the validation set, in percent.</param>
    /// <param name="log">Hears one line a folder, and warnings.</param>
    /// <param name="splitRoot">The text that enters the split in place of <paramref name="root"/>; null is that itself.</param>
    /// <exception cref="RetrainException">The folder does not exist.</exception>
    public static ImageDataset List(string root, ImageListing listing, int testingPercentage, int validationPercentage, IRetrainLog log, string? splitRoot = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(log);
        if (!Directory.Exists(root))
        {
            throw new RetrainException($"Image directory '{root}' not found.") { Fault = RetrainFault.DatasetInvalid };
        }

        var found = new List<(string Folder, List<(int Rank, string Name)> Files)>();
        foreach (string folder in Folders(root))
        {
            if (ImageFileNames.IsHiddenFolder(folder))
            {
                log.Warning($"Folder '{folder}' belongs to a tool and is left out.");
                continue;
            }

            log.Info($"Looking for images in '{folder}'");
            var files = Files(ImageDataset.Join(root, folder), listing == ImageListing.Default ? ImageListing.All : listing, log);
            if (files.Count == 0)
            {
                log.Warning(log.WarningsStandAlone ? $"No files found in folder '{folder}'." : "No files found");
                continue;
            }

            if (files.Count < FewImages)
            {
                log.Warning($"WARNING: Folder {(log.WarningsStandAlone ? $"'{folder}' " : string.Empty)}has less than 20 images, which may cause issues.");
            }
            else if (files.Count > SplitHash.MaximumImagesPerClass)
            {
                log.Warning($"WARNING: Folder {folder} has more than {SplitHash.MaximumImagesPerClass} images. Some images will never be selected.");
            }

            found.Add((folder, files));
        }

        string[] labels = Labels([.. found.Select(item => item.Folder)], log);
        return new ImageDataset(root, [.. found.Select((item, i) => Split(splitRoot ?? root, item.Folder, labels[i], item.Files, testingPercentage, validationPercentage))]);
    }

    /// <summary>
    /// Files stay, folders become the images under them at any depth, in a stable order. Linked folders count, but those
    /// that lead back to a folder that they lie in, and folders of tools; a folder that cannot be read stays itself, so that
    /// whoever opens it learns why.
    /// </summary>
    public static IEnumerable<string> Expand(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.SelectMany<string, string>(path => Directory.Exists(path)
            ? Walk(path, RealPath(path), [])
                .Order(CodePointComparer.Instance)
            : [path]);
    }

    private static IEnumerable<string> Walk(string folder, string realPath, HashSet<string> around)
    {
        if (!around.Add(realPath))
        {
            yield break;
        }

        if (Read(folder) is not var (files, folders))
        {
            yield return folder;
            yield break;
        }

        foreach (string file in files.Where(file => ImageFileNames.IsDecodable(file) && !ImageFileNames.IsAppleDouble(Path.GetFileName(file))))
        {
            yield return file;
        }

        foreach (string inner in folders.Where(inner => !ImageFileNames.IsHiddenFolder(Path.GetFileName(inner))))
        {
            string real = new DirectoryInfo(inner).LinkTarget is null ? Path.Combine(realPath, Path.GetFileName(inner)) : RealPath(inner);
            foreach (string file in Walk(inner, real, around))
            {
                yield return file;
            }
        }

        around.Remove(realPath);
    }

    private static (string[] Files, string[] Folders)? Read(string folder)
    {
        try
        {
            return (Directory.GetFiles(folder), Directory.GetDirectories(folder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string RealPath(string folder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder));

    private static List<string> Folders(string root)
    {
        var folders = Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)).ToList();
        folders.Sort(CodePointComparer.Instance);
        return folders;
    }

    private static List<(int Rank, string Name)> Files(string folder, ImageListing listing, IRetrainLog log)
    {
        var files = new List<(int Rank, string Name)>();
        int unused = 0;
        string? example = null;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            string name = Path.GetFileName(path);
            int rank = ImageFileNames.IsAppleDouble(name) ? -1 : ImageFileNames.Rank(name, listing, OperatingSystem.IsWindows());
            if (rank >= 0)
            {
                files.Add((rank, name));
            }
            else if (ImageFileNames.IsDecodable(name) && !ImageFileNames.IsAppleDouble(name))
            {
                unused++;
                example = example is null || CodePointComparer.Instance.Compare(name, example) < 0 ? name : example;
            }
        }

        if (unused > 0)
        {
            log.Warning($"{unused} images in '{folder}' are left out because the script does not list their kind, such as '{example}'; --image_types=all takes them.");
        }

        // The scripts leave the order within a pattern to the file system; ours does not depend on it.
        files.Sort((a, b) => a.Rank != b.Rank ? a.Rank - b.Rank : CodePointComparer.Instance.Compare(a.Name, b.Name));
        return files;
    }

    /// <summary>The scripts silently drop a class whose label another one has; ours keep their folders' names instead.</summary>
    private static string[] Labels(string[] folders, IRetrainLog log)
    {
        string[] labels = Array.ConvertAll(folders, ClassLabel.FromFolder);
        var shared = labels.CountBy().Where(item => item.Value > 1 || item.Key == " ").Select(item => item.Key).ToHashSet();
        for (int i = 0; i < labels.Length; i++)
        {
            if (shared.Contains(labels[i]))
            {
                log.Warning($"The label '{labels[i]}' would not tell folder '{folders[i]}' from others; its own name is its label.");
                labels[i] = folders[i];
            }
        }

        return labels;
    }

    private static Dictionary<string, int> CountBy(this string[] labels)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string label in labels)
        {
            counts[label] = counts.GetValueOrDefault(label) + 1;
        }

        return counts;
    }

    private static ImageClass Split(string root, string folder, string label, List<(int Rank, string Name)> files, int testing, int validation)
    {
        var sets = new List<string>[] { [], [], [] };
        string prefix = ImageDataset.Join(root, folder);
        foreach ((_, string name) in files)
        {
            sets[(int)SplitHash.Category(ImageDataset.Join(prefix, name), testing, validation)].Add(name);
        }

        return new ImageClass(label, folder, [.. sets[0]], [.. sets[1]], [.. sets[2]]);
    }
}
