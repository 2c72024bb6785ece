namespace Poets.Retraining.Datasets;

/// <summary>A folder of classes, listed and split.</summary>
public sealed class ImageDataset
{
    internal ImageDataset(string root, IReadOnlyList<ImageClass> classes)
    {
        Root = root;
        Classes = classes;

        // An array, as all lists that results show: PowerShell cannot index what the compiler makes of `[.. ]` for an interface.
        string[] labels = [.. classes.Select(item => item.Label)];
        Labels = labels;
    }

    /// <summary>The folder, as typed.</summary>
    public string Root { get; }

    /// <summary>The classes, in the order of the graph's outputs: code points of the raw folder names.</summary>
    public IReadOnlyList<ImageClass> Classes { get; }

    /// <summary>The labels in the same order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Images in all classes and sets.</summary>
    public int Count => Classes.Sum(item => item.Count);

    /// <summary>Images of one set in all classes.</summary>
    public int CountOf(ImageCategory category) => Classes.Sum(item => item[category].Count);

    /// <summary>The path of an image; the very text that the split hashes, where no other root was given for that.</summary>
    public string PathOf(ImageClass imageClass, string name)
    {
        ArgumentNullException.ThrowIfNull(imageClass);
        return Join(Join(Root, imageClass.Folder), name);
    }

    /// <summary>Python's <c>os.path.join</c>: a separator that is there is not doubled.</summary>
    internal static string Join(string folder, string name) =>
        folder.Length == 0 || folder[^1] == '/' || (OperatingSystem.IsWindows() && folder[^1] is '\\' or ':')
            ? folder + name
            : folder + Path.DirectorySeparatorChar + name;
}
