namespace Poets.Imaging.Tests;

/// <summary>Real TensorFlow's answers for our own small files; always run.</summary>
public class GoldenTests
{
    private static readonly string s_folder = Repository.Path("tests", "Poets.Imaging.Tests", "Golden");

    public static TheoryData<string> Files() => new(Table.Read(Path.Combine(s_folder, "expected.tsv")).Select(row => row["file"]).Distinct());

    [Theory]
    [MemberData(nameof(Files))]
    public void Decoded_as_TensorFlow_decodes_it(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(s_folder, name));
        var rows = Table.Read(Path.Combine(s_folder, "expected.tsv")).Where(row => row["file"] == name);
        foreach (var row in rows)
        {
            bool frames = row["channels"] == "frames";
            var options = new DecodeOptions { Channels = frames ? 0 : int.Parse(row["channels"], System.Globalization.CultureInfo.InvariantCulture) };
            if (row["shape"].Length == 0)
            {
                var error = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(file, options));
                Assert.NotEmpty(error.Message);
                continue;
            }

            IReadOnlyList<DecodedImage> images = frames ? new ImageDecoder().DecodeFrames(file, options) : [new ImageDecoder().Decode(file, options)];
            string shape = $"{images[0].Height}x{images[0].Width}x{images[0].Channels}";
            Assert.Equal(row["shape"], frames ? $"{images.Count}x{shape}" : shape);
            Assert.Equal(row["sha256_of_bytes"], Table.Sha256([.. images.SelectMany(image => image.Pixels)]));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Identified_by_its_header(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(s_folder, name));
        var row = Table.Read(Path.Combine(s_folder, "expected.tsv")).First(row => row["file"] == name);
        if (row["shape"].Length == 0)
        {
            return;
        }

        var info = new ImageDecoder().Identify(file);
        string extension = info.Format == ImageFormat.Jpeg ? "jpg" : info.Format.ToString().ToLowerInvariant();
        Assert.EndsWith(extension, name, StringComparison.Ordinal);

        // A GIF file's canvas is as large as its largest frame, which the header does not tell.
        if (info.Format != ImageFormat.Gif)
        {
            Assert.StartsWith($"{info.Height}x{info.Width}x", row["shape"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Resized_while_decoding_is_decoded_then_resized(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(s_folder, name));
        DecodedImage image;
        try
        {
            image = new ImageDecoder().Decode(file, DecodeOptions.Rgb);
        }
        catch (ImageDecodingException)
        {
            Assert.Throws<ImageDecodingException>(() => new ImageDecoder().DecodeResized(file, new ResizeTarget(4, 4), new float[48]));
            return;
        }

        foreach (var (width, height) in new[] { (1, 1), (2, 3), (7, 5), (image.Width, image.Height), (64, 50) })
        {
            var target = new ResizeTarget(width, height, 127.5f, 1 / 127.5f, 0.5f);
            float[] expected = new float[width * height * 3];
            float[] actual = new float[width * height * 3];
            BilinearResize.Resize(image, target, expected);
            new ImageDecoder().DecodeResized(file, target, actual);
            Close.Exact(expected, actual, $"{name} at {width} × {height}");
            foreach (bool flip in new[] { false, true })
            {
                var distortion = new Distortion(1.43f, 1_234_567, 7_654_321, flip, 1.25f);
                distortion.Apply(image, target, expected);
                new ImageDecoder().DecodeDistorted(file, distortion, target, actual);
                Close.Exact(expected, actual, $"{name} distorted at {width} × {height}");
            }
        }
    }
}
