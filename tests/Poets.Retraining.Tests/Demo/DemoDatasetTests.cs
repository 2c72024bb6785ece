using Poets.Imaging;
using Poets.Retraining.Demo;

namespace Poets.Retraining.Tests.Demo;

public sealed class DemoDatasetTests
{
    [Fact]
    public void The_same_seed_gives_the_same_files_in_a_folder_a_class()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> first = DemoDataset.Write(folder.File("one", "x"), picturesPerClass: 3, seed: 7);
        IReadOnlyList<string> second = DemoDataset.Write(folder.File("two", "x"), picturesPerClass: 2, seed: 7);
        Assert.Equal(["balls", "boxes", "cones", "rings"], DemoDataset.Classes);
        Assert.Equal(12, first.Distinct().Count());
        Assert.Equal(DemoDataset.Classes, first.Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Distinct());
        foreach (string path in second)
        {
            string twin = first.Single(other => Path.GetFileName(other) == Path.GetFileName(path));
            Assert.Equal(File.ReadAllBytes(twin), File.ReadAllBytes(path));
        }

        Assert.NotEqual(DemoDataset.Picture(0, 0, seed: 7), DemoDataset.Picture(0, 0, seed: 8));
    }

    [Fact]
    public void Pictures_are_photo_like_images_that_differ()
    {
        var means = new HashSet<int>();
        for (int index = 0; index < DemoDataset.Classes.Count; index++)
        {
            for (int number = 0; number < 3; number++)
            {
                DecodedImage picture = new ImageDecoder().Decode(DemoDataset.Picture(index, number), DecodeOptions.Rgb);
                Assert.Equal(240 * 180, picture.Width * picture.Height);
                double mean = picture.Pixels.Average(value => (double)value);
                double deviation = Math.Sqrt(picture.Pixels.Average(value => (value - mean) * (value - mean)));
                Assert.InRange(mean, 15, 245);
                Assert.True(deviation > 5, $"{DemoDataset.Classes[index]} {number} is nearly of one colour: {deviation}");
                means.Add((int)(mean * 1000));
            }
        }

        Assert.Equal(12, means.Count);
    }
}
