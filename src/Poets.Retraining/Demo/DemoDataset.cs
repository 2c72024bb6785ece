using System.Globalization;
using Poets.Imaging;
using Poets.Imaging.Jpeg;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Demo;

/// <summary>
/// A small data set for trying things out where no photos are at hand: computer-made pictures of balls, boxes, cones and
/// rings among clutter, in changing light. They look like photos to a network but are none, and whoever shows results
/// on them should say so.
/// </summary>
public static class DemoDataset
{
    private const int LongSide = 240;
    private const int ShortSide = 180;

    /// <summary>The folder names, in order.</summary>
    public static IReadOnlyList<string> Classes { get; } = [.. Enum.GetNames<SolidKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>
    /// Writes <paramref name="picturesPerClass"/> JPEG files into a folder a class under <paramref name="folder"/>, on all
    /// cores. The same seed gives the same pictures, however many are made. Existing files of the same names are
    /// overwritten.
    /// </summary>
    /// <returns>The files' paths, class by class.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, int picturesPerClass = 40, ulong seed = 1, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(picturesPerClass);
        var paths = new string[Classes.Count * picturesPerClass];
        foreach (string name in Classes)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            (int index, int number) = (i / picturesPerClass, i % picturesPerClass);
            string file = string.Create(CultureInfo.InvariantCulture, $"{Classes[index]}_{number + 1:000}.jpg");
            paths[i] = Path.Combine(folder, Classes[index], file);
            File.WriteAllBytes(paths[i], Picture(index, number, seed));
        });
        return paths;
    }

    /// <summary>One picture as a JPEG file.</summary>
    /// <param name="classIndex">An index into <see cref="Classes"/>.</param>
    /// <param name="number">Which of its pictures, from 0.</param>
    /// <param name="seed">What all follows from.</param>
    public static byte[] Picture(int classIndex, int number, ulong seed = 1)
    {
        (DecodedImage image, int quality) = Render(classIndex, number, seed);
        return JpegEncoder.Encode(image, quality);
    }

    /// <summary>One picture's pixels, RGB, and the JPEG quality it is saved with.</summary>
    internal static (DecodedImage Image, int Quality) Render(int classIndex, int number, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)classIndex, (uint)Classes.Count, nameof(classIndex));
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ulong picture = ((ulong)number * (ulong)Classes.Count) + (ulong)classIndex;
        var random = new SeededRandom(seed, (RandomStreams.Demo << 32) + picture);
        Scene scene = Scene.Draw((SolidKind)classIndex, random);
        bool upright = random.Below(4) == 0;
        return (SceneRenderer.Render(scene, upright ? ShortSide : LongSide, upright ? LongSide : ShortSide, random), scene.Quality);
    }
}
