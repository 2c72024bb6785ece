using System.Globalization;
using Poets.Bench.Measuring;
using Poets.Bench.Reporting;

namespace Poets.Bench.Sections;

/// <summary>Whole <c>poets</c> processes, with the start of the runtime and all files read and written.</summary>
internal sealed class ProcessSection : ISection
{
    private const int Many = 10_000;

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public string Description => "Whole processes.";

    /// <inheritdoc/>
    public BenchTable Run(BenchSettings settings)
    {
        var table = new BenchTable(Name, "process", "bar s", "seconds", "processor seconds", "bar MB", "peak MB");
        if (PhotoSet.Folder is null)
        {
            table.Notes.Add("There are no photos: ../shared/data/flower_photos is not beside this checkout.");
            return table;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("poets-bench-");
        try
        {
            new Bench(folder.FullName, settings, table).Run();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return table;
    }

    private sealed class Bench(string folder, BenchSettings settings, BenchTable table)
    {
        private readonly string _poets = PoetsProgram.Locate(folder);
        private readonly string _cache = Path.Combine(folder, "bottlenecks");

        public void Run()
        {
            Measure("label_image, one photo", 0.35, 120, () => { }, settings.Rounds, "label_image", "--image", PhotoSet.Paths()[0]);
            string models = Path.Combine(folder, "models");
            string network = Path.Combine(models, "mobilenet_v1_0.25_224");
            Directory.CreateDirectory(network);
            File.Copy(Path.Combine(PhotoSet.Folder!, "..", "..", "models", "mobilenet_v1_0.25_224_frozen.pb"), Path.Combine(network, "frozen_graph.pb"));
            string[] retrain =
            [
                "retrain", "--image_dir", PhotoSet.Folder!, "--architecture", "mobilenet_0.25_224", "--model_dir", models, "--bottleneck_dir", _cache,
                "--output_graph", Path.Combine(folder, "graph.pb"), "--output_labels", Path.Combine(folder, "labels.txt"), "--summaries_dir", Path.Combine(folder, "summaries"),
            ];
            string photos = string.Create(CultureInfo.InvariantCulture, $"retrain, {PhotoSet.Paths().Length} photos,");
            int rounds = Math.Min(settings.Rounds, 3);
            Measure($"{photos} 500 Sgd steps, cold cache", 1.8, null, ForgetCache, rounds, [.. retrain, "--solver", "sgd", "--how_many_training_steps", "500"]);
            Measure($"{photos} 500 Sgd steps, warm cache", 0.6, null, () => { }, settings.Rounds, [.. retrain, "--solver", "sgd", "--how_many_training_steps", "500"]);
            Measure($"{photos} 4000 Sgd steps, warm cache", 2, null, () => { }, settings.Rounds, [.. retrain, "--solver", "sgd", "--how_many_training_steps", "4000"]);
            Measure($"{photos} Lbfgs, warm cache", 1, null, () => { }, settings.Rounds, [.. retrain, "--solver", "lbfgs"]);

            string few = Links(Many / 20);
            string many = Links(Many);
            Measure("bottleneck, 500 links to photos", null, null, () => { }, 1, Bottleneck(few));
            Measure("bottleneck, 10,000 links to photos", null, null, () => { }, 1, Bottleneck(many));

            string[] Bottleneck(string images) => ["bottleneck", "--architecture", "mobilenet_0.25_224", "--model_dir", models, images];
        }

        private void Measure(string name, double? seconds, double? megabytes, Action prepare, int rounds, params string[] arguments)
        {
            if (!settings.Wants(name))
            {
                return;
            }

            var runs = new List<ProcessRun>();
            for (int i = 0; i < rounds; i++)
            {
                prepare();
                runs.Add(ProcessRun.Of(_poets, arguments));
            }

            table.Add(name, Bar(seconds), Against(runs.Min(run => run.Seconds), seconds), Figures.Short(runs.Min(run => run.ProcessorSeconds)), Bar(megabytes), Against(runs.Max(run => run.PeakMegabytes), megabytes));
            Console.WriteLine(string.Join("  ", table.Rows[^1]));
        }

        // Out of the way, not deleted: a file system may look for what was deleted just now before it makes new files.
        private void ForgetCache()
        {
            if (Directory.Exists(_cache))
            {
                Directory.Move(_cache, Path.Combine(folder, "forgotten-" + Path.GetRandomFileName()));
            }
        }

        /// <summary>A folder of that many photos, each a link to one of the few that there are.</summary>
        private string Links(int count)
        {
            string[] photos = PhotoSet.Paths();
            string images = Path.Combine(folder, count.ToString(CultureInfo.InvariantCulture), "photos");
            Directory.CreateDirectory(images);
            for (int i = 0; i < count; i++)
            {
                File.CreateSymbolicLink(Path.Combine(images, string.Create(CultureInfo.InvariantCulture, $"{i:D6}.jpg")), photos[i % photos.Length]);
            }

            return images;
        }

        private static string? Bar(double? bar) => bar?.ToString(CultureInfo.InvariantCulture);

        private static string Against(double value, double? bar) => value > bar ? $"**{Figures.Short(value)}**" : Figures.Short(value);
    }
}
