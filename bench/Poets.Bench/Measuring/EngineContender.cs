using Poets.Graphs;

namespace Poets.Bench.Measuring;

/// <summary>A session of ours, or of the TensorFlow library behind the same interface, on one input.</summary>
internal sealed class EngineContender(IGraphSession session, Tensor input) : IContender
{
    /// <summary>The first output.</summary>
    public float[] Answer() => session.Run(input)[0].Span<float>().ToArray();

    /// <inheritdoc/>
    public Burst Measure(TimeSpan duration, int runs) => Burst.Of(() => session.Run(input), duration, runs);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
