using Poets.Imaging;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Engines;
using Poets.Retraining.Pipeline;
using Poets.Retraining.Training;

namespace Poets.Retraining.Flow;

/// <summary>
/// Training batches of distorted images (reference §5): each step draws images as the scripts do, and all cores decode,
/// distort and run them. What a step holds follows from the seed and the step alone.
/// </summary>
internal sealed class DistortedBatches : IBatchSource, IDisposable
{
    private readonly ImageDataset _dataset;
    private readonly BottleneckSource _source;
    private readonly DistortionOptions _distortions;
    private readonly ulong _seed;
    private readonly Action<string, Exception> _reportBad;
    private readonly int[] _classes;
    private readonly HashSet<string> _bad = new(StringComparer.Ordinal);
    private readonly OrderedWorkers<Draw, Outcome> _workers;
    private FeatureMatrix? _features;

    /// <summary>Sets up.</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="source">The network.</param>
    /// <param name="options">Which distortions, and the seed.</param>
    /// <param name="reportBad">Told once of each image that cannot be used; another of its class takes its place.</param>
    /// <exception cref="TrainingException">There is no training image.</exception>
    public DistortedBatches(ImageDataset dataset, BottleneckSource source, RetrainOptions options, Action<string, Exception> reportBad)
    {
        (_dataset, _source, _reportBad) = (dataset, source, reportBad);
        _distortions = new DistortionOptions(options.FlipLeftRight, options.RandomCrop, options.RandomScale, options.RandomBrightness);
        _seed = (ulong)(uint)options.Seed;
        _classes = [.. Enumerable.Range(0, dataset.Classes.Count).Where(index => dataset.Classes[index][ImageCategory.Training].Count > 0)];
        if (_classes.Length == 0)
        {
            throw new TrainingException("There are no training images; lower the validation and testing percentages or add images.");
        }

        _workers = new OrderedWorkers<Draw, Outcome>(source.Threads, MakeWorker);
    }

    /// <inheritdoc/>
    public int FeatureCount => _source.Backbone.Length;

    /// <inheritdoc/>
    public int ClassCount => _dataset.Classes.Count;

    /// <inheritdoc/>
    public void Fill(int step, FeatureMatrix features, Span<int> labels, CancellationToken cancel)
    {
        _features = features;
        var random = new SeededRandom(_seed, (RandomStreams.TrainingBatches << 32) + (ulong)(uint)step);
        for (int row = 0; row < labels.Length; row++)
        {
            int index = _classes[random.Below(_classes.Length)];
            labels[row] = index;
            var draw = new Draw(row, index, random.Below(_dataset.Classes[index][ImageCategory.Training].Count), random.Next());
            while (!_workers.TryPost(draw))
            {
                Take(cancel);
            }
        }

        while (_workers.Pending > 0)
        {
            Take(cancel);
        }
    }

    /// <summary>
    /// Samples as the network sees them, for people to look at: a row a photo, first as it is, then as it is distorted;
    /// brightness and crop as drawn, before the mean is subtracted.
    /// </summary>
    /// <param name="columns">Samples of each photo.</param>
    /// <param name="rows">Photos, one class after another.</param>
    public IReadOnlyList<DecodedImage> Samples(int columns, int rows)
    {
        var random = new SeededRandom(_seed, RandomStreams.Distortions);
        var samples = new List<DecodedImage>();
        ResizeTarget target = _source.Backbone.Target with { Mean = 0, Scale = 1, PreScale = 1 };
        var values = new float[target.Width * target.Height * 3];
        for (int row = 0; row < rows; row++)
        {
            int index = _classes[row % _classes.Length];
            IReadOnlyList<string> names = _dataset.Classes[index][ImageCategory.Training];
            string path = _dataset.PathOf(_dataset.Classes[index], names[random.Below(names.Count)]);
            var drawer = new DistortionDrawer(_distortions, random.Next());
            try
            {
                byte[] file = File.ReadAllBytes(path);
                DecodedImage picture = Decoders.Default.Decode(file, DecodeOptions.Rgb);
                Decoders.Default.DecodeResized(file, target, values);
                samples.Add(Picture(values, target));
                for (int i = 1; i < columns; i++)
                {
                    drawer.Next().Apply(picture, target, values);
                    samples.Add(Picture(values, target));
                }
            }
            catch (Exception error) when (FileFaults.Concerns(error))
            {
                Report(path, error);
            }
        }

        return samples;
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    private static DecodedImage Picture(float[] values, in ResizeTarget target) =>
        new(target.Width, target.Height, 3, Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Round(value), 0, 255)));

    private void Take(CancellationToken cancel)
    {
        foreach ((string path, Exception error) in _workers.Take(cancel).Faults)
        {
            Report(path, error);
        }
    }

    private void Report(string path, Exception error)
    {
        if (_bad.Add(path))
        {
            _reportBad(path, error);
        }
    }

    private Func<Draw, Outcome> MakeWorker()
    {
        ImageRunner runner = _source.Network.CreateRunner();
        return draw =>
        {
            ImageClass imageClass = _dataset.Classes[draw.Class];
            IReadOnlyList<string> names = imageClass[ImageCategory.Training];
            Distortion distortion = new DistortionDrawer(_distortions, draw.Seed).Next();
            List<(string, Exception)>? faults = null;
            for (int i = 0; i < names.Count; i++)
            {
                string path = _dataset.PathOf(imageClass, names[(draw.Image + i) % names.Count]);
                try
                {
                    BottleneckJoin.Copy(runner.Run(path, distortion), _source.Backbone, _features!.Row(draw.Row));
                    return new Outcome(faults ?? []);
                }
                catch (Exception error) when (FileFaults.Concerns(error))
                {
                    (faults ??= []).Add((path, error));
                }
            }

            throw new TrainingException($"No training image of the class '{imageClass.Label}' can be decoded.");
        };
    }

    private readonly record struct Draw(int Row, int Class, int Image, ulong Seed);

    private readonly record struct Outcome(List<(string Path, Exception Error)> Faults);
}
