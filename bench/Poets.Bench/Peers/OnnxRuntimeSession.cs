using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Poets.Bench.Measuring;

namespace Poets.Bench.Peers;

/// <summary>One network loaded in ONNX Runtime.</summary>
internal sealed class OnnxRuntimeSession(OnnxRuntimePeer peer, string id, string answerPath) : IContender
{
    /// <summary>What it answers to its input.</summary>
    public float[] Answer()
    {
        peer.Ask(new { @do = "answer", id, path = answerPath });
        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(answerPath)).ToArray();
        File.Delete(answerPath);
        return values;
    }

    /// <inheritdoc/>
    /// <remarks>Without the overhead of the JavaScript binding.</remarks>
    public Burst Measure(TimeSpan duration, int runs)
    {
        Burst burst = MeasureWhole(duration, runs);
        return burst with
        {
            Best = burst.Best - peer.Overhead,
            Median = burst.Median - peer.Overhead,
            Processor = burst.Processor - peer.Overhead,
        };
    }

    /// <summary>With the overhead of the JavaScript binding.</summary>
    public Burst MeasureWhole(TimeSpan duration, int runs)
    {
        JsonNode reply = peer.Ask(new { @do = "run", id, milliseconds = duration.TotalMilliseconds, runs });
        double Number(string name) => reply[name]!.GetValue<double>();
        return new Burst(Number("best"), Number("median"), Number("processor"), (int)Number("runs"));
    }

    /// <inheritdoc/>
    public void Dispose() => peer.Ask(new { @do = "drop", id });
}
