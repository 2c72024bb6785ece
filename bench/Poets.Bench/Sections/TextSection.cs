using Poets.Bench.Measuring;
using Poets.Bench.Peers;
using Poets.Bench.Reporting;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Training.Features;

namespace Poets.Bench.Sections;

/// <summary>Bottleneck texts in memory, one core: ours beside Python's <c>float()</c> and NumPy's <c>str()</c>.</summary>
internal sealed class TextSection : ISection
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Description => "Reading and writing bottleneck texts.";

    /// <inheritdoc/>
    public BenchTable Run(BenchSettings settings)
    {
        var table = new BenchTable(Name, "bottleneck text", "ours MB/s", "Python MB/s", "× Python");
        FeatureMatrix features = BottleneckData.Flowers().Training.Features;
        float[] values = [.. Enumerable.Range(0, features.Rows).SelectMany(row => features.Row(row).ToArray())];
        byte[] text = FloatText.Write(values);
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, text);
        using PythonTextPeer? python = PythonTextPeer.Find(out string? missing);
        table.Notes.Add($"{features.Rows} bottlenecks of {features.Columns} values, {text.Length / 1e6:F1} MB. {python?.Version ?? missing}");

        var read = new float[values.Length];
        var written = new byte[FloatText.MaximumLength(values.Length)];
        using var reader = new ActionContender(() => FloatText.TryRead(text, read, out _));
        using var writer = new ActionContender(() => FloatText.Write(values, written));
        Burst[] ours = settings.Pace.Alternate(reader, writer);
        (double Read, double Write)? theirs = python?.Measure(path, settings.Burst);
        File.Delete(path);
        Add("read", ours[0].Best, theirs?.Read);
        Add("write", ours[1].Best, theirs?.Write);
        return table;

        void Add(string what, double best, double? peer)
        {
            table.Add(what, Figures.Short(Speed(best)), peer is { } time ? Figures.Short(Speed(time)) : null, Figures.Ratio(peer, best));
            Console.WriteLine(string.Join("  ", table.Rows[^1]));
        }

        double Speed(double milliseconds) => text.Length / milliseconds / 1000;
    }
}
