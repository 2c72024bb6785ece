namespace Poets.Imaging.Tests;

/// <summary>Real TensorFlow's answers for the photos and odd files beside the project.</summary>
public class SharedPhotosTests
{
    private readonly ImageDecoder _decoder = new();

    [SkippableFact]
    public void All_flower_photos_are_byte_equal_to_TensorFlow()
    {
        string photos = SharedMaterial.Path("data", "flower_photos");
        var rows = Table.Read(SharedMaterial.Path("golden", "decode_flower_photos.tsv"));
        var wrong = rows.AsParallel().Where(row =>
        {
            var image = _decoder.Decode(File.ReadAllBytes(Path.Combine(photos, row["path"])), DecodeOptions.Rgb);
            return $"{image.Width}x{image.Height}" != $"{row["width"]}x{row["height"]}" || Table.Sha256(image.Pixels) != row["sha256_of_rgb24"];
        }).Select(row => row["path"]).ToList();
        Assert.Empty(wrong);
        Assert.Equal(502, rows.Count);
    }

    [SkippableFact]
    public void Odd_files_are_byte_equal_to_TensorFlow_or_refused_as_it_refuses_them()
    {
        string folder = SharedMaterial.Path("data", "image_variants");
        foreach (var row in Table.Read(Path.Combine(folder, "expected.tsv")))
        {
            byte[] file = File.ReadAllBytes(Path.Combine(folder, row["file"]));
            if (row["error"].Length > 0)
            {
                Assert.Throws<ImageDecodingException>(() => _decoder.Decode(file, DecodeOptions.Rgb));
                continue;
            }

            int channels = row["file"].EndsWith(".bmp", StringComparison.Ordinal) ? 0 : 3;
            var frames = _decoder.DecodeFrames(file, new DecodeOptions { Channels = channels });
            string shape = $"{frames[0].Height}x{frames[0].Width}x{frames[0].Channels}";
            Assert.Equal((row["file"], row["shape"]), (row["file"], row["file"].EndsWith(".gif", StringComparison.Ordinal) ? $"{frames.Count}x{shape}" : shape));
            Assert.Equal((row["file"], row["sha256_of_bytes"]), (row["file"], Table.Sha256([.. frames.SelectMany(frame => frame.Pixels)])));
        }
    }

    [SkippableFact]
    public void Resized_photos_are_TensorFlow_s_bit_for_bit()
    {
        string folder = SharedMaterial.Path("golden", "resized");
        using var cases = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            string name = item.GetProperty("file").GetString()!;
            int size = item.GetProperty("size").GetInt32();
            var (_, expected) = Npy.Read(Path.Combine(folder, name));
            byte[] photo = File.ReadAllBytes(Path.Combine(SharedMaterial.Path("data", "flower_photos"), item.GetProperty("image").GetString()!));
            var target = new ResizeTarget(size, size, item.GetProperty("mean").GetSingle(), (float)(1.0 / item.GetProperty("std").GetDouble()));
            float[] actual = new float[size * size * 3];
            _decoder.DecodeResized(photo, target, actual);
            Close.Exact(expected, actual, name);
        }
    }
}
