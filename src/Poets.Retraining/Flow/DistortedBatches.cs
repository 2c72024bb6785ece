using Poets.Imaging;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;
using Poets.Retraining.Engines;
using Poets.Retraining.Files;
using Poets.Retraining.Pipeline;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Flow;

/// <summary>
/// Training batches of distorted images (reference §5): each step draws images as the scripts do, and all cores decode,
/// distort and run them. What a step holds follows from the seed and the step alone, so that the next one is begun while
/// the solver is at work.
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
    private readonly PixelCache _cache = new(PixelCache.DefaultBudget());
    private int _step = -1;
    private Draw[] _draws = [];
    private int _posted;

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
        if (_step != step || _draws.Length != labels.Length)
        {
            while (_workers.Pending > 0)
            {
                Take(cancel);
            }

            Begin(step, labels.Length);
        }

        for (int row = 0; row < labels.Length; row++)
        {
            Post();
            labels[row] = _draws[row].Class;
            Take(cancel).Values.CopyTo(features.Row(row));
        }

        Begin(step + 1, labels.Length);
        Post();
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
                FileFaults.RequireContent(path);
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

    /// <summary>Draws the images of a step.</summary>
    private void Begin(int step, int count)
    {
        var random = new SeededRandom(_seed, (RandomStreams.TrainingBatches << 32) + (ulong)(uint)step);
        var draws = new Draw[count];
        for (int row = 0; row < count; row++)
        {
            int index = _classes[random.Below(_classes.Length)];
            draws[row] = new Draw(index, random.Below(_dataset.Classes[index][ImageCategory.Training].Count), random.Next());
        }

        (_step, _draws, _posted) = (step, draws, 0);
    }

    /// <summary>Hands over as many of the step's images as the workers take.</summary>
    private void Post()
    {
        while (_posted < _draws.Length && _workers.TryPost(_draws[_posted]))
        {
            _posted++;
        }
    }

    private Outcome Take(CancellationToken cancel)
    {
        Outcome outcome = _workers.Take(cancel);
        foreach ((string path, Exception error) in outcome.Faults)
        {
            Report(path, error);
        }

        return outcome;
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
                    var values = new float[_source.Backbone.Length];
                    BottleneckJoin.Copy(runner.Run(path, distortion, _cache), _source.Backbone, values);
                    return new Outcome(values, faults ?? []);
                }
                catch (Exception error) when (FileFaults.Concerns(error))
                {
                    (faults ??= []).Add((path, error));
                }
            }

            throw new TrainingException($"No training image of the class '{imageClass.Label}' can be decoded.");
        };
    }

    private readonly record struct Draw(int Class, int Image, ulong Seed);

    private readonly record struct Outcome(float[] Values, List<(string Path, Exception Error)> Faults);
}
