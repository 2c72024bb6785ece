using Poets.Retraining.Datasets;

namespace Poets.Retraining.Tests.Datasets;

/// <summary>The vectors of reference, Appendix B.1, and the boundaries of §2.4.</summary>
public class SplitHashTests
{
    [Theory]
    [InlineData("a/b/c.jpg", 1417619, 1.0562084693924223, ImageCategory.Validation)]
    [InlineData("tf_files/flower_photos/daisy/21652746_cc379e0eea_m.jpg", 69349238, 51.669209090390865, ImageCategory.Training)]
    [InlineData("flower_photos/daisy/21652746_cc379e0eea_m.jpg", 102358256, 76.26284417705867, ImageCategory.Training)]
    [InlineData("flower_photos/tulips/14026857634_500d7b41d6_m.jpg", 22902836, 17.063942678749132, ImageCategory.Testing)]
    [InlineData("flower_photos/tulips/8454707381_453b4862eb_m.jpg", 13506917, 10.063437447424512, ImageCategory.Testing)]
    [InlineData("plants/leaf/p1_nohash_0.jpg", 31381649, 23.381150688090553, ImageCategory.Training)]
    [InlineData("plants/leaf/p1_nohash_1.jpg", 31381649, 23.381150688090553, ImageCategory.Training)]
    [InlineData("plants/leaf/p1.jpg", 116517536, 86.81232993909961, ImageCategory.Training)]
    [InlineData("x_nohash_y/cat/1.jpg", 6037618, 4.498375985759317, ImageCategory.Validation)]
    [InlineData("data/été/ä 1.JPG", 35791185, 26.666511048872106, ImageCategory.Training)]
    public void A_path_falls_where_the_scripts_put_it(string path, int bucket, double percentage, ImageCategory category)
    {
        Assert.Equal(bucket, SplitHash.Bucket(path));
        Assert.Equal(percentage, SplitHash.Percentage(path));
        Assert.Equal(category, SplitHash.Category(path, 10, 10));
    }

    [Fact]
    public void Long_paths_do_not_overflow_the_stack_buffer()
    {
        string path = string.Concat(Enumerable.Repeat("ä/", 5000));
        Assert.InRange(SplitHash.Bucket(path), 0, SplitHash.MaximumImagesPerClass);
    }

    [SkippableTheory]
    [InlineData("flower_photos", 66)]
    public void The_502_photos_are_split_as_in_the_real_run(string root, int testing)
    {
        string photos = SharedMaterial.Path("data", "flower_photos");
        int count = Directory.EnumerateDirectories(photos)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.jpg").Select(file => $"{root}/{Path.GetFileName(folder)}/{Path.GetFileName(file)}"))
            .Count(path => SplitHash.Category(path, 10, 10) == ImageCategory.Testing);
        Assert.Equal(testing, count);
    }
}
