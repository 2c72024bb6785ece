using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Files;

namespace Poets.Retraining.Duplicates;

/// <summary>Finds files of the same bytes in two sets, for runs that have no bottlenecks of their training images. Only files of one length are read.</summary>
internal static class SameFileFinder
{
    /// <summary>Testing files that repeat training or validation files, and validation files that repeat training files.</summary>
    public static IReadOnlyList<DuplicateImage> Find(ImageDataset dataset, CancellationToken cancel)
    {
        var files = new Dictionary<long, List<Item>>();
        var found = new List<DuplicateImage>();
        foreach (ImageCategory category in new[] { ImageCategory.Training, ImageCategory.Validation, ImageCategory.Testing })
        {
            foreach (Item item in Files(dataset, category))
            {
                cancel.ThrowIfCancellationRequested();
                long length = item.Length();
                if (length == 0)
                {
                    continue;
                }

                if (!files.TryGetValue(length, out List<Item>? alike))
                {
                    files.Add(length, [item]);
                }
                else if (alike.Find(other => other.Category != category && item.Hash() is { } hash && other.Hash() == hash) is { } twin)
                {
                    found.Add(new DuplicateImage(item.Path, category, item.Label, twin.Path, twin.Category, twin.Label, DuplicateKind.SameFile));
                }
                else
                {
                    alike.Add(item);
                }
            }
        }

        return [.. found.OrderBy(item => item.Category == ImageCategory.Validation)];
    }

    private static IEnumerable<Item> Files(ImageDataset dataset, ImageCategory category) =>
        from imageClass in dataset.Classes
        from name in imageClass[category]
        select new Item(dataset.PathOf(imageClass, name), imageClass.Label, category);

    private sealed class Item(string path, string label, ImageCategory category)
    {
        private ContentHash? _hash;

        public string Path => path;

        public string Label => label;

        public ImageCategory Category => category;

        /// <summary>In bytes; 0 for what is no photo in any case: empty files, pipes, links that lead nowhere or in a circle.</summary>
        public long Length()
        {
            try
            {
                return RealFile.Of(path) is { Exists: true } file ? file.Length : 0;
            }
            catch (Exception error) when (FileFaults.Concerns(error))
            {
                return 0;
            }
        }

        /// <summary>Of the content; a file that cannot be read is like no other.</summary>
        public ContentHash? Hash()
        {
            try
            {
                return _hash ??= ContentHash.Of(File.ReadAllBytes(path));
            }
            catch (Exception error) when (FileFaults.Concerns(error))
            {
                return null;
            }
        }
    }
}
