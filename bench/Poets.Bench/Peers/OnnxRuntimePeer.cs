using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Poets.Bench.Onnx;
using Poets.Bench.Onnx.Protobuf;
using Poets.Testing;

namespace Poets.Bench.Peers;

/// <summary>ONNX Runtime in a node process that waits for requests; see bench/peers/onnxruntime.mjs.</summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly Process _node;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("poets-bench-");
    private int _sessions;

    private OnnxRuntimePeer(Process node)
    {
        _node = node;
        JsonNode greeting = ReadReply();
        Version = $"ONNX Runtime {greeting["version"]} (onnxruntime-node, Node.js {greeting["node"]})";
        Overhead = MeasureOverhead();
    }

    /// <summary>Name and version, for the table.</summary>
    public string Version { get; }

    /// <summary>Milliseconds that a run of a network that does nothing takes; taken off the peer's times.</summary>
    public double Overhead { get; }

    /// <summary>Starts the peer where it is installed, or says in <paramref name="missing"/> how to get it.</summary>
    public static OnnxRuntimePeer? Find(out string? missing)
    {
        string modules = Environment.GetEnvironmentVariable("POETS_ONNXRUNTIME_NODE") ?? Repository.Path("bench", "peers", "node_modules");
        missing = "ONNX Runtime was not found: run `npm install --ignore-scripts` in bench/peers, or set POETS_ONNXRUNTIME_NODE to a node_modules folder that holds onnxruntime-node.";
        if (!Directory.Exists(Path.Combine(modules, "onnxruntime-node")))
        {
            return null;
        }

        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Repository.Path("bench", "peers", "onnxruntime.mjs"), Path.GetFullPath(modules) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            var peer = new OnnxRuntimePeer(Process.Start(start)!);
            missing = null;
            return peer;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            missing = "ONNX Runtime needs Node.js: `node` is not on the PATH.";
            return null;
        }
    }

    /// <summary>Loads a network.</summary>
    /// <param name="model">As the exporter wrote it.</param>
    /// <param name="input">The values to feed, [N,H,W,C].</param>
    /// <param name="inputShape">Their shape.</param>
    /// <param name="threads">Threads within an operator.</param>
    public OnnxRuntimeSession Load(ModelProto model, float[] input, int[] inputShape, int threads)
    {
        string id = $"{++_sessions}";
        string modelPath = Path.Combine(_folder.FullName, id + ".onnx");
        string inputPath = Path.Combine(_folder.FullName, id + ".f32");
        using (FileStream file = File.Create(modelPath))
        {
            model.WriteTo(file);
        }

        File.WriteAllBytes(inputPath, MemoryMarshal.AsBytes<float>(ChannelsFirst(input, inputShape)).ToArray());
        Ask(new { @do = "load", id, model = modelPath, input = inputPath, threads });
        File.Delete(modelPath);
        File.Delete(inputPath);
        return new OnnxRuntimeSession(this, id, Path.Combine(_folder.FullName, id + ".out"));
    }

    /// <summary>Sends one request and waits for its answer.</summary>
    internal JsonNode Ask(object request)
    {
        _node.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _node.StandardInput.Flush();
        JsonNode reply = ReadReply();
        return reply["error"] is { } error ? throw new InvalidOperationException($"ONNX Runtime: {error}") : reply;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(5000))
        {
            _node.Kill();
        }

        _node.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>[N,H,W,C] values in the order [N,C,H,W]; of other ranks unchanged.</summary>
    public static float[] ChannelsFirst(float[] values, int[] shape)
    {
        if (shape.Length != 4)
        {
            return values;
        }

        var answer = new float[values.Length];
        (int pixels, int channels) = (shape[1] * shape[2], shape[3]);
        for (int i = 0; i < values.Length; i++)
        {
            (int image, int rest) = Math.DivRem(i, pixels * channels);
            (int pixel, int channel) = Math.DivRem(rest, channels);
            answer[(((image * channels) + channel) * pixels) + pixel] = values[i];
        }

        return answer;
    }

    private double MeasureOverhead()
    {
        var builder = new OnnxGraphBuilder("nothing");
        string input = builder.AddInput("input", [1]);
        ModelProto model = builder.Finish(builder.AddNode("Identity", "output", [input]), [1]);
        using OnnxRuntimeSession session = Load(model, [1], [1], 1);
        session.Measure(TimeSpan.FromMilliseconds(300), 100);
        return session.MeasureWhole(TimeSpan.FromMilliseconds(300), 100).Best;
    }

    private JsonNode ReadReply() =>
        JsonNode.Parse(_node.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The node process of ONNX Runtime ended; its errors stand above."))!;
}
