using Poets.Imaging;
using Poets.Imaging.Jpeg;
using Poets.Imaging.Png;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Demo;
using Poets.Retraining.Duplicates;
using Poets.Retraining.Pictures;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Tests.Duplicates;

public sealed class DuplicateTests
{
    private static readonly ImageDecoder s_decoder = new();

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void Copies_are_found_and_nothing_else(long mostPairs)
    {
        using var folder = new TemporaryFolder();
        string[] files = Pictures(folder);
        string[] training = files[..60];
        (string Path, string Of, DuplicateKind Kind)[] copies =
        [
            (Copy(folder, training[3], "same", picture => File.ReadAllBytes(training[3])), training[3], DuplicateKind.SameFile),
            (Copy(folder, training[9], "pixels", picture => PngEncoder.Encode(picture)), training[9], DuplicateKind.NearCopy),
            (Copy(folder, training[17], "poor", picture => JpegEncoder.Encode(picture, 40)), training[17], DuplicateKind.NearCopy),
            (Copy(folder, training[25], "large", picture => JpegEncoder.Encode(AreaAverage.Scale(picture, picture.Width * 2, picture.Height * 2), 80)), training[25], DuplicateKind.NearCopy),
            (Copy(folder, training[41], "mirror", picture => JpegEncoder.Encode(Mirror(picture), 85)), training[41], DuplicateKind.Mirrored),
        ];
        string[] testing = [.. files[60..70], .. copies.Take(3).Select(copy => copy.Path)];
        string[] validation = [.. files[70..], .. copies.Skip(3).Select(copy => copy.Path)];
        IReadOnlyList<DuplicateImage> found = DuplicateFinder.Find(Set(training), Set(validation), Set(testing), ["a", "b"], 0, default, mostPairs);
        Assert.Equal(copies, found.Select(item => (item.Path, item.TwinPath, item.Kind)));
        Assert.All(found, item => Assert.Equal((ImageCategory.Training, Array.IndexOf(training, item.TwinPath) % 2 == 0 ? "a" : "b"), (item.TwinCategory, item.TwinLabel)));
        Assert.Equal([.. Enumerable.Repeat(ImageCategory.Testing, 3), ImageCategory.Validation, ImageCategory.Validation], found.Select(item => item.Category));
    }

    /// <summary>Crops are shares of each side: left, top, right, bottom; angles are degrees, what is turned is cropped to a whole rectangle.</summary>
    [Theory]
    [InlineData(0.03, 0.03, 0.03, 0.03, 0, false)]
    [InlineData(0.1, 0, 0, 0.05, 0, false)]
    [InlineData(0.1, 0.1, 0.1, 0.1, 0, true)]
    [InlineData(0.15, 0.15, 0.15, 0.15, 0, false)]
    [InlineData(0.05, 0.1, 0.15, 0.1, 0, false)]
    [InlineData(0, 0, 0, 0, 3, false)]
    [InlineData(0.02, 0.04, 0, 0.02, -2, true)]
    public void Parts_and_turned_copies_are_one_picture_with_the_whole(double left, double top, double right, double bottom, double degrees, bool mirrored)
    {
        using var folder = new TemporaryFolder();
        string[] files = [.. Pictures(folder).Where((_, i) => i % 12 == 0)];
        PictureSignature[] wholes = Array.ConvertAll(files, PictureSignature.Read);
        for (int i = 0; i < files.Length; i++)
        {
            string path = Copy(folder, files[i], $"part{i}", picture =>
            {
                DecodedImage part = Part(picture, left, top, right, bottom, degrees * Math.PI / 180);
                return JpegEncoder.Encode(mirrored ? Mirror(part) : part, 85);
            });
            PictureSignature copy = PictureSignature.Read(path);
            Assert.Equal(mirrored ? DuplicateKind.Mirrored : DuplicateKind.NearCopy, copy.Compare(wholes[i]));
            Assert.Equal(mirrored ? DuplicateKind.Mirrored : DuplicateKind.NearCopy, wholes[i].Compare(copy));
            Assert.All(wholes.Where((_, other) => other != i), other => Assert.Null(copy.Compare(other)));
        }
    }

    [Fact]
    public void A_testing_image_that_repeats_a_validation_image_is_found_too()
    {
        using var folder = new TemporaryFolder();
        string[] files = Pictures(folder);
        string copy = Copy(folder, files[70], "again", picture => JpegEncoder.Encode(picture, 70));
        DuplicateImage found = Assert.Single(DuplicateFinder.Find(Set(files[..60]), Set(files[70..]), Set([.. files[60..70], copy]), ["a", "b"], 1, default));
        Assert.Equal((copy, files[70], ImageCategory.Validation), (found.Path, found.TwinPath, found.TwinCategory));
    }

    [Fact]
    public void Files_of_the_same_bytes_are_found_without_bottlenecks()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 60; i++)
        {
            // Of one length, so that only the content tells them apart; each content twice, once in each class.
            foreach (string name in new[] { "a", "b" })
            {
                Directory.CreateDirectory(folder.File(name));
                File.WriteAllText(folder.File($"{name}/{i}{name}.jpg"), $"content {i:000}");
            }
        }

        ImageDataset dataset = ImageFolders.List(folder.Path, ImageListing.All, 30, 20, NullRetrainLog.Instance);
        IReadOnlyList<DuplicateImage> found = SameFileFinder.Find(dataset, default);
        Assert.NotEmpty(found);
        Assert.All(found, item =>
        {
            Assert.Equal(File.ReadAllText(item.Path), File.ReadAllText(item.TwinPath));
            Assert.NotEqual(item.Category, item.TwinCategory);
            Assert.NotEqual(item.Label, item.TwinLabel);
        });
        var sets = Enum.GetValues<ImageCategory>().SelectMany(set => dataset.Classes.SelectMany(one => one[set].Select(name => (Set: set, Content: File.ReadAllText(dataset.PathOf(one, name))))));
        Assert.Equal(sets.GroupBy(item => item.Content).Count(group => group.Select(item => item.Set).Distinct().Count() > 1), found.Count);
    }

    [SkippableFact]
    public async Task What_is_no_photo_is_no_photo_twice_and_is_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows(), "making links takes rights there");
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 40; i++)
        {
            string path = folder.File("class", $"{i}.jpg");
            if (i % 3 == 0)
            {
                File.CreateSymbolicLink(path, $"{i}.jpg");
            }
            else if (i % 3 == 1)
            {
                File.WriteAllText(path, string.Empty);
            }
            else
            {
                using var make = System.Diagnostics.Process.Start("mkfifo", path);
                await make.WaitForExitAsync();
            }
        }

        ImageDataset dataset = ImageFolders.List(folder.Path, ImageListing.All, 30, 20, NullRetrainLog.Instance);
        var search = Task.Run(() => SameFileFinder.Find(dataset, default));
        Assert.Same(search, await Task.WhenAny(search, Task.Delay(TimeSpan.FromMinutes(1))));
        Assert.Empty(await search);
    }

    /// <summary>Charikar's law: the share of differing bits is the angle's share of 180 degrees.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Bits_measure_angles(double noise)
    {
        var random = new SeededRandom(5);
        var rows = new FeatureMatrix(300, 700);
        for (int i = 0; i < rows.Rows; i++)
        {
            foreach (ref float value in rows.Row(i))
            {
                value = (float)(7 + (3 * random.Normal()));
            }
        }

        var sketch = new FeatureSketch(rows);
        double bits = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            float[] other = Array.ConvertAll(rows.Row(i).ToArray(), value => value + (float)(3 * noise * random.Normal()));
            bits += (double)sketch.Of(rows.Row(i)).DistanceTo(sketch.Of(other)) / rows.Rows;
        }

        double angle = Math.Acos(1 / Math.Sqrt(1 + (noise * noise)));
        Assert.Equal(FeatureSketch.Bits * angle / Math.PI, bits, noise == 0 ? 0.0 : 1.5);
    }

    [Fact]
    public void Features_that_never_change_or_are_no_numbers_decide_nothing()
    {
        var rows = new FeatureMatrix(3, 130);
        rows.Row(1)[5] = float.NaN;
        rows.Row(2)[6] = float.PositiveInfinity;
        Assert.Equal(0, new FeatureSketch(rows).Of(rows.Row(0)).DistanceTo(new FeatureSketch(rows).Of(new float[130])));
    }

    [Fact]
    public void The_log_names_the_first_ten_pairs()
    {
        var log = new RecordingLog();
        DuplicateCheck.Tell([], log);
        Assert.Empty(log.Lines);
        DuplicateCheck.Tell([.. Enumerable.Range(0, 12).Select(i => new DuplicateImage($"t{i}", ImageCategory.Testing, "a", $"u{i}", ImageCategory.Training, "b", DuplicateKind.Mirrored))], log);
        Assert.Equal(12, log.Lines.Count);
        Assert.Contains("12 testing images are", log.Lines[0], StringComparison.Ordinal);
        Assert.Contains("t0 (testing) is the mirror image of u0 (training)", log.Lines[1], StringComparison.Ordinal);
        Assert.Contains("and 2 more", log.Lines[11], StringComparison.Ordinal);
    }

    private static string[] Pictures(TemporaryFolder folder)
    {
        DemoDataset.Write(folder.File("pictures"), 20, 3, default);
        return [.. Directory.EnumerateFiles(folder.File("pictures"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    private static string Copy(TemporaryFolder folder, string of, string name, Func<DecodedImage, byte[]> encode)
    {
        string path = folder.File(name + ".jpg");
        File.WriteAllBytes(path, encode(s_decoder.Decode(File.ReadAllBytes(of), DecodeOptions.Rgb)));
        return path;
    }

    private static DecodedImage Mirror(DecodedImage picture)
    {
        var pixels = new byte[picture.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 3 % picture.Width;
            pixels[i] = picture.Pixels[i + (3 * (picture.Width - 1 - (2 * x)))];
        }

        return new DecodedImage(picture.Width, picture.Height, 3, pixels);
    }

    /// <summary>What is left of a picture without its edges, or the largest part of its shape once it is turned.</summary>
    private static DecodedImage Part(DecodedImage picture, double left, double top, double right, double bottom, double angle)
    {
        double width = picture.Width * (1 - left - right);
        double height = picture.Height * (1 - top - bottom);
        (double sine, double cosine) = Math.SinCos(angle);
        double share = Math.Min(width / ((width * cosine) + (height * Math.Abs(sine))), height / ((width * Math.Abs(sine)) + (height * cosine)));
        int columns = (int)(width * share);
        int rows = (int)(height * share);
        var pixels = new byte[columns * rows * 3];
        for (int i = 0; i < columns * rows; i++)
        {
            double u = (i % columns) + 0.5 - (columns / 2.0);
            double v = (i / columns) + 0.5 - (rows / 2.0);
            int x = (int)Math.Clamp((picture.Width * left) + (width / 2) + (cosine * u) - (sine * v), 0, picture.Width - 1);
            int y = (int)Math.Clamp((picture.Height * top) + (height / 2) + (sine * u) + (cosine * v), 0, picture.Height - 1);
            picture.Pixels.AsSpan(((y * picture.Width) + x) * 3, 3).CopyTo(pixels.AsSpan(i * 3));
        }

        return new DecodedImage(columns, rows, 3, pixels);
    }

    /// <summary>A stand-in for a network: the mean colours of an 8 by 8 grid, with their mirror image's added, so that mirrored pictures are near.</summary>
    private static SetBottlenecks Set(string[] paths)
    {
        float[][] rows = Array.ConvertAll(paths, path =>
        {
            DecodedImage picture = s_decoder.Decode(File.ReadAllBytes(path), DecodeOptions.Rgb);
            byte[] one = AreaAverage.Scale(picture, 8, 8).Pixels;
            byte[] two = AreaAverage.Scale(Mirror(picture), 8, 8).Pixels;
            return one.Zip(two, (a, b) => (float)(a + b)).ToArray();
        });
        return new SetBottlenecks(new LabelledFeatures(FeatureMatrix.FromRows(rows), [.. paths.Select((_, i) => i % 2)], 2), row => paths[row]);
    }
}
