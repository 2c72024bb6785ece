using Poets.Graphs;
using Poets.Retraining.Engines;

namespace Poets.Retraining.Tests.Engines;

public class BatchingSessionTests
{
    [Theory]
    [InlineData(2, 7)]
    [InlineData(16, 16)]
    [InlineData(16, 50)]
    public void Each_image_gets_its_own_part_and_batches_fill_up(int batchSize, int images)
    {
        var inner = new Doubling();
        using var session = new BatchingSession(inner, batchSize, patience: 200);
        var answers = new float[images];
        Parallel.For(0, images, new ParallelOptions { MaxDegreeOfParallelism = batchSize }, image =>
        {
            Tensor[] result = session.Run(Tensor.Of([image, image + 0.5f], 1, 2));
            Assert.Equal(new[] { 1, 2 }, result[0].Dimensions.ToArray());
            Assert.Equal((image + 0.5f) * 2, result[0].Span<float>()[1]);
            answers[image] = result[0].Span<float>()[0];
        });

        Assert.Equal(Enumerable.Range(0, images).Select(image => image * 2f), answers);
        Assert.Equal(images, inner.Batches.Sum());
        Assert.All(inner.Batches, batch => Assert.InRange(batch, 1, batchSize));
    }

    [Fact]
    public void An_image_alone_does_not_wait_for_ever()
    {
        using var session = new BatchingSession(new Doubling(), 16);
        Assert.Equal(6f, session.Run(Tensor.Of([3f, 4f], 1, 2))[0].Span<float>()[0]);
    }

    [Fact]
    public void A_failing_run_fails_every_image_of_its_batch()
    {
        using var session = new BatchingSession(new Doubling { Fault = "node conv: no" }, 4, patience: 200);
        var faults = new int[4];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, image =>
        {
            var error = Assert.Throws<GraphException>(() => session.Run(Tensor.Of([1f, 2f], 1, 2)));
            Assert.Contains("node conv", error.Message, StringComparison.Ordinal);
            faults[image]++;
        });
        Assert.All(faults, count => Assert.Equal(1, count));
    }

    /// <summary>Answers twice its input and notes the batch sizes.</summary>
    private sealed class Doubling : IGraphSession
    {
        public List<int> Batches { get; } = [];

        public string? Fault { get; init; }

        public IReadOnlyList<TensorFact> Inputs => [];

        public IReadOnlyList<TensorFact> Outputs => [];

        public Tensor[] Run(params Tensor[] inputs)
        {
            if (Fault is not null)
            {
                throw new GraphException(Fault);
            }

            lock (Batches)
            {
                Batches.Add(inputs[0].Dimensions[0]);
            }

            float[] doubled = inputs[0].Span<float>().ToArray();
            foreach (ref float value in doubled.AsSpan())
            {
                value *= 2;
            }

            return [Tensor.Of(doubled, inputs[0].Dimensions.ToArray())];
        }

        public void Dispose()
        {
        }
    }
}
