using Poets.Retraining.Datasets;

namespace Poets.Retraining.Tests.Datasets;

public class ImageFoldersTests
{
    [Fact]
    public void Folders_become_classes_in_code_point_order_with_the_scripts_lines()
    {
        using var folder = Folder(("b", 25), ("Red Things", 3), ("empty", 0), ("_x", 20));
        var log = new RecordingLog();
        ImageDataset dataset = ImageFolders.List(folder.Path, ImageListing.Codelab, 10, 10, log);
        Assert.Equal(["red things", " x", "b"], dataset.Labels);
        Assert.Equal(["Red Things", "_x", "b"], dataset.Classes.Select(item => item.Folder));
        Assert.Equal(48, dataset.Count);
        Assert.Equal(
            [
                "I Looking for images in 'Red Things'",
                "W WARNING: Folder has less than 20 images, which may cause issues.",
                "I Looking for images in '_x'",
                "I Looking for images in 'b'",
                "I Looking for images in 'empty'",
                "W No files found",
            ],
            log.Lines);
    }

    [SkippableTheory]
    [InlineData(ImageListing.Codelab, "b.jpg a.jpeg c.JPG d.JPEG")]
    [InlineData(ImageListing.Hub, "d.JPEG c.JPG a.jpeg b.jpg e.png")]
    [InlineData(ImageListing.All, "a.jpeg b.jpg c.JPG d.JPEG e.png f.Jpg g.gif h.bmp i.PNG")]
    public void Extensions_count_as_in_the_scripts_pattern_by_pattern(ImageListing listing, string expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "the rule for POSIX");
        using var folder = new TemporaryFolder();
        foreach (string name in "a.jpeg b.jpg c.JPG d.JPEG e.png f.Jpg g.gif h.bmp i.PNG j.txt ._k.jpg".Split(' '))
        {
            File.WriteAllText(folder.File("class", name), string.Empty);
        }

        Directory.CreateDirectory(folder.File("class", "folder.jpg", "x"));
        var log = new RecordingLog();
        ImageDataset dataset = ImageFolders.List(folder.Path, listing, 0, 0, log);
        Assert.Equal(expected.Split(' '), dataset.Classes[0][ImageCategory.Training]);
        Assert.Equal(listing != ImageListing.All, log.Lines.Any(line => line.Contains("left out", StringComparison.Ordinal)));
    }

    [Fact]
    public void Folders_whose_labels_collide_stay_apart()
    {
        using var folder = Folder(("C++", 1), ("C#", 1), ("中", 1), ("文", 1), ("d", 1));
        ImageDataset dataset = ImageFolders.List(folder.Path, ImageListing.All, 10, 10, new RecordingLog());
        Assert.Equal(["C#", "C++", "d", "中", "文"], dataset.Labels);
    }

    [Fact]
    public void Tools_folders_are_no_classes()
    {
        string[] tools = [".git", "__MACOSX", "lost+found", "$Recycle.Bin", "System Volume Information", "@eaDir", "#recycle", "@Recycle"];
        using var folder = Folder([.. tools.Select(name => (name, 1)), ("a", 1)]);
        var log = new RecordingLog();
        Assert.Equal(["a"], ImageFolders.List(folder.Path, ImageListing.Codelab, 10, 10, log).Labels);
        Assert.All(tools, name => Assert.Contains($"Folder '{name}' belongs to a tool and is left out.", log.Warnings));
        Assert.Equal(["a"], ImageFolders.Expand([folder.Path]).Select(file => Path.GetFileName(Path.GetDirectoryName(file))));
    }

    [SkippableFact]
    public void A_folder_that_cannot_be_read_is_one_fault_among_images()
    {
        Skip.If(OperatingSystem.IsWindows(), "Unix permissions");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = Folder(("a", 1), ("b", 1), ("c", 1));
        string locked = Path.Combine(folder.Path, "b");
        UnixFileMode mode = File.GetUnixFileMode(locked);
        File.SetUnixFileMode(locked, UnixFileMode.None);
        try
        {
            Skip.If(Environment.IsPrivilegedProcess, "root may read everything");
            string[] found = [.. ImageFolders.Expand([folder.Path]).Select(file => Path.GetRelativePath(folder.Path, file))];
            Assert.Equal(3, found.Length);
            Assert.Equal("b", found[1]);
        }
        finally
        {
            File.SetUnixFileMode(locked, mode);
        }
    }

    [SkippableFact]
    public void Linked_folders_are_walked_but_not_in_circles()
    {
        Skip.If(OperatingSystem.IsWindows(), "making links takes rights there");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("photos", "a.jpg"), string.Empty);
        File.WriteAllText(folder.File("photos", "inner", "b.jpg"), string.Empty);
        File.WriteAllText(folder.File("elsewhere", "c.jpg"), string.Empty);
        string photos = Path.Combine(folder.Path, "photos");
        Directory.CreateSymbolicLink(Path.Combine(photos, "inner", "up"), photos);
        Directory.CreateSymbolicLink(Path.Combine(photos, "there"), Path.Combine(folder.Path, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "elsewhere", "back"), photos);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "top"), photos);
        foreach (string top in new[] { photos, photos + "/", Path.Combine(folder.Path, "top") })
        {
            Assert.Equal(["a.jpg", "inner/b.jpg", "there/c.jpg"], ImageFolders.Expand([top]).Select(file => Path.GetRelativePath(top, file)));
        }
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Equal("Image directory 'no/such' not found.", Assert.Throws<RetrainException>(() => ImageFolders.List("no/such", ImageListing.All, 10, 10, new RecordingLog())).Message);

    [Theory]
    [InlineData("photos", "daisy", "photos/daisy")]
    [InlineData("photos/", "daisy", "photos/daisy")]
    [InlineData("./photos//", "daisy", "./photos//daisy")]
    [InlineData("", "daisy", "daisy")]
    public void Paths_are_joined_as_in_Python(string root, string name, string joined) =>
        Assert.Equal(joined, ImageDataset.Join(root, name).Replace('\\', '/'));

    private static TemporaryFolder Folder(params (string Name, int Images)[] classes)
    {
        var folder = new TemporaryFolder();
        foreach ((string name, int images) in classes)
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, name));
            for (int i = 0; i < images; i++)
            {
                File.WriteAllText(folder.File(name, $"{i}.jpg"), string.Empty);
            }
        }

        return folder;
    }
}
