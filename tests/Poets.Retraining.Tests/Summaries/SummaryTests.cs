using FsCheck;
using FsCheck.Fluent;
using Poets.Retraining.Summaries;
using Poets.Retraining.Summaries.Protobuf;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Sgd;

namespace Poets.Retraining.Tests.Summaries;

public sealed class SummaryTests
{
    private static readonly SummaryTags s_tags = new("final_training_ops");

    /// <summary>The check value of the CRC catalogue.</summary>
    [Fact]
    public void Crc_of_the_nine_digits_is_the_catalogues()
    {
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0xE3069283u, Crc32C.ComputeScalar("123456789"u8));
    }

    [Fact]
    public void Crc_by_words_equals_crc_by_bits()
    {
        Prop.ForAll<byte[]>(data => Crc32C.Compute(data) == Crc32C.ComputeScalar(data)).Check(Arbitraries.Thorough);
    }

    [Fact]
    public void Records_come_back()
    {
        Prop.ForAll<byte[][]>(payloads =>
        {
            var stream = new MemoryStream();
            foreach (byte[] payload in payloads)
            {
                TfRecord.Write(stream, payload);
            }

            stream.Position = 0;
            return payloads.All(payload => TfRecord.Read(stream)!.AsSpan().SequenceEqual(payload)) && TfRecord.Read(stream) is null;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_flipped_bit_or_a_cut_anywhere_is_noticed()
    {
        var stream = new MemoryStream();
        TfRecord.Write(stream, "some payload"u8);
        byte[] whole = stream.ToArray();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => TfRecord.Read(new MemoryStream(damaged)));
            if (i > 0)
            {
                Assert.Throws<InvalidDataException>(() => TfRecord.Read(new MemoryStream(whole, 0, i)));
            }
        }
    }

    [Fact]
    public void A_record_that_claims_too_much_is_refused_before_memory_is_taken()
    {
        var stream = new MemoryStream();
        TfRecord.Write(stream, new byte[100]);
        stream.Position = 0;
        Assert.Throws<InvalidDataException>(() => TfRecord.Read(stream, limit: 99));
    }

    [Fact]
    public void Bucket_limits_are_TensorFlows()
    {
        ReadOnlySpan<double> limits = HistogramBuckets.Limits;
        Assert.Equal(1551, limits.Length);
        Assert.Equal(-double.MaxValue, limits[0]);
        Assert.Equal(0, limits[775]);
        Assert.Equal(1e-12, limits[776]);
        Assert.Equal(1e-12 * 1.1 * 1.1, limits[778]);
        Assert.Equal(double.MaxValue, limits[^1]);
    }

    [Fact]
    public void The_table_finds_the_bucket_that_a_search_finds()
    {
        Prop.ForAll(Arbitraries.Floats(), values => values.Where(float.IsFinite).All(value => HistogramBuckets.IndexOf(value) == HistogramBuckets.IndexOfScalar(value))).Check(Arbitraries.Thorough);
        foreach (double limit in HistogramBuckets.Limits)
        {
            float near = (float)limit;
            foreach (float value in new[] { near, MathF.BitIncrement(near), MathF.BitDecrement(near), -0.0f, 0 }.Where(float.IsFinite))
            {
                Assert.Equal(HistogramBuckets.IndexOfScalar(value), HistogramBuckets.IndexOf(value));
            }
        }
    }

    [Fact]
    public void Empty_runs_collapse_to_their_last_limit()
    {
        ReadOnlySpan<double> limits = HistogramBuckets.Limits;
        HistogramProto histogram = HistogramBuckets.Of([0, 0, 1]);
        int one = HistogramBuckets.IndexOf(1);
        Assert.Equal([0, 1e-12, limits[one - 1], limits[one], double.MaxValue], histogram.BucketLimit);
        Assert.Equal([0, 2, 0, 1, 0], histogram.Bucket);
    }

    [Fact]
    public void Histograms_carry_extremes_and_moments()
    {
        HistogramProto histogram = HistogramBuckets.Of([1, -2, 3]);
        Assert.Equal((-2.0, 3.0, 3.0, 2.0, 14.0), (histogram.Min, histogram.Max, histogram.Num, histogram.Sum, histogram.SumSquares));
    }

    [Fact]
    public void A_run_writes_both_files_with_all_tags_in_order()
    {
        using var folder = new TemporaryFolder();
        TrainingProblem problem = Training.Clouds.Problem(rows: 60, features: 10, classes: 3, spread: 1, seed: 1);
        string train;
        string validation;
        using (var writer = new TrainingSummaryWriter(folder.Path, s_tags, host: "host"))
        {
            (train, validation) = (writer.TrainPath, writer.ValidationPath);
            writer.WriteGraph([1, 2, 3]);
            new SgdSolver(new SgdOptions { Steps = 25 }).Train(problem, new Recorder(writer), default);
        }

        Assert.Matches(@"events\.out\.tfevents\.\d{10}\.host$", train);
        Event[] events = [.. EventFileReader.Read(train)];
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(new byte[] { 1, 2, 3 }, events[1].GraphDef.ToByteArray());
        Assert.Equal(new byte[] { 1, 2, 3 }, MetaGraphDef.Parser.ParseFrom(events[2].MetaGraphDef).GraphDef.ToByteArray());
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), events[3..].Select(e => e.Step));
        Assert.All(events[3..], e => Assert.Equal(s_tags.All, e.Summary.Value.Select(value => value.Tag)));

        Event[] judged = [.. EventFileReader.Read(validation)];
        Assert.Equal([0L, 10, 20, 24], judged[1..].Select(e => e.Step));
        Summary last = judged[^1].Summary;
        Assert.Equal(30, last.Value[4].Histo.Num);
        Assert.Equal(3, last.Value[9].Histo.Num);
        Assert.Equal(300, last.Value[10].Histo.Num);
        Assert.Equal(100, last.Value[11].Histo.Sum, 1e-3);
        Assert.InRange(last.Value[13].SimpleValue, 0, 1);
    }

    [Fact]
    public void Two_runs_in_one_second_keep_both_files()
    {
        using var folder = new TemporaryFolder();
        using var first = new EventFileWriter(folder.Path, host: "h");
        using var second = new EventFileWriter(folder.Path, host: "h");
        Assert.NotEqual(first.Path, second.Path);
    }

    [SkippableFact]
    public void Files_of_retrain_py_are_read_and_encode_as_ours()
    {
        string path = Directory.GetFiles(SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128", "summaries", "validation")).Single();
        Event[] events = [.. EventFileReader.Read(path)];
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(52, events.Length);
        var tags = new SummaryTags("final_training_ops", sinceTensorFlow19: true);
        foreach (Event step in events[1..])
        {
            Assert.Equal(tags.All, step.Summary.Value.Select(value => value.Tag));
            foreach (HistogramProto theirs in step.Summary.Value.Where(value => value.Histo is not null).Select(value => value.Histo))
            {
                Assert.Equal(theirs.Num, theirs.Bucket.Sum());

                // Values that fall where theirs fell are encoded in the same buckets.
                HistogramProto ours = HistogramBuckets.Of([.. Inside(theirs)]);
                Assert.Equal(theirs.BucketLimit, ours.BucketLimit);
                Assert.Equal(theirs.Bucket, ours.Bucket);
            }
        }

        // What TensorFlow wrote comes out of our messages byte for byte.
        using FileStream file = File.OpenRead(path);
        foreach (Event step in events)
        {
            Assert.Equal(TfRecord.Read(file), Google.Protobuf.MessageExtensions.ToByteArray(step));
        }
    }

    /// <summary>For each count of a histogram, so many values in its bucket.</summary>
    private static IEnumerable<float> Inside(HistogramProto histogram)
    {
        for (int i = 0; i < histogram.Bucket.Count; i++)
        {
            int bucket = HistogramBuckets.Limits.IndexOf(histogram.BucketLimit[i]);
            Assert.True(bucket >= 0, $"the limit {histogram.BucketLimit[i]:R} is none of ours");
            for (int n = 0; n < histogram.Bucket[i]; n++)
            {
                yield return (float)((HistogramBuckets.Limits[bucket - 1] + HistogramBuckets.Limits[bucket]) / 2);
            }
        }
    }

    private sealed class Recorder(TrainingSummaryWriter writer) : ITrainingObserver
    {
        public void OnStep(in BatchView batch) => writer.WriteTrain(batch);

        public void OnEvaluation(TrainingStep step, in BatchView validation) => writer.WriteValidation(validation);

        public void OnSnapshot(int step, SoftmaxLayer layer)
        {
        }

        public void OnCompleted(TrainingFacts facts)
        {
        }
    }
}
