namespace Poets.TensorFlow.Tests.Support;

/// <summary>A scratch folder with a few flower photos of three kinds, gone after the test.</summary>
internal sealed class PhotoFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("poets-photos").FullName;

    /// <summary>A path in the folder.</summary>
    internal string Under(params string[] parts) => Path.Combine([_root, .. parts]);

    /// <summary>The image folder: so many photos of each of three kinds.</summary>
    internal string Photos(int each)
    {
        foreach (string kind in new[] { "daisy", "roses", "tulips" })
        {
            string folder = Directory.CreateDirectory(Under("photos", kind)).FullName;
            foreach (string photo in Directory.EnumerateFiles(SharedMaterial.Path("data", "flower_photos", kind), "*.jpg").Order(StringComparer.Ordinal).Take(each))
            {
                File.Copy(photo, Path.Combine(folder, Path.GetFileName(photo)), overwrite: true);
            }
        }

        return Under("photos");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
