namespace Poets.Retraining.Datasets;

/// <summary>One class: a folder of images, split into the three sets.</summary>
public sealed class ImageClass
{
    private readonly string[][] _files;

    internal ImageClass(string label, string folder, string[] training, string[] testing, string[] validation)
    {
        Label = label;
        Folder = folder;
        _files = [training, testing, validation];
    }

    /// <summary>The label.</summary>
    public string Label { get; }

    /// <summary>The folder's raw name, as cache folders are called.</summary>
    public string Folder { get; }

    /// <summary>Images in all three sets.</summary>
    public int Count => _files.Sum(files => files.Length);

    /// <summary>File names, without the folder, of one set.</summary>
    public IReadOnlyList<string> this[ImageCategory category] => _files[(int)category];
}
