using Poets.Bench.Measuring;
using Poets.Bench.Networks;
using Poets.Bench.Onnx;
using Poets.Bench.Peers;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow;

namespace Poets.Bench.Tests;

/// <summary>The exported model of every network in the table, run by ONNX Runtime, beside TensorFlow's answer to the GraphDef.</summary>
public sealed class PeersAgreeTests
{
    public static TheoryData<string> Names => new(NetworkCatalogue.All().Select(network => network.Name));

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Onnx_runtime_and_tensorflow_answer_alike(string name)
    {
        BenchNetwork network = NetworkCatalogue.All().Single(network => network.Name == name);
        using OnnxRuntimePeer? peer = OnnxRuntimePeer.Find(out string? missing);
        Skip.If(peer is null, missing);
        Skip.IfNot(TensorFlowEngine.TryCreate(null, out TensorFlowEngine? engine, out string searched), searched);
        GraphDef graph = network.Read();
        int[] shape = network.InputShape(1);
        float[] input = network.MakeInput(1);
        using OnnxRuntimeSession onnx = peer!.Load(OnnxExporter.Export(graph, network.Input, shape, network.Output), input, shape, threads: 1);
        IGraphSession session = engine!.CreateSession(GraphModel.FromGraphDef(graph, name), [network.Input], [network.Output], new SessionOptions { Threads = 1 });
        using var tensorFlow = new EngineContender(session, Tensor.Of(input, shape));
        Close.ToLargest(tensorFlow.Answer(), onnx.Answer(), 1e-4, name);
    }
}
