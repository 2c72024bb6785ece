using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Small convolutional networks drawn at random, from the patterns that the optimiser knows and from what breaks them.</summary>
internal static class RandomNetwork
{
    /// <summary>A graph from <c>x</c> [?,7,6,3] to one or two outputs; equal seeds give equal graphs.</summary>
    public static TinyGraph Build(int seed, out string[] outputs)
    {
        var random = new Random(seed);
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, -1, 7, 6, 3);
        var tensors = new List<(string Name, int Channels)> { ("x", 3) };
        int nodes = 3 + random.Next(12);
        for (int i = 0; i < nodes; i++)
        {
            // Mostly the latest, so that chains grow; sometimes an older one, so that results have several readers.
            (string from, int channels) = random.Next(4) > 0 ? tensors[^1] : tensors[random.Next(tensors.Count)];
            tensors.Add(Add(graph, random, $"n{i}", from, channels, tensors));
        }

        outputs = random.Next(2) == 0 ? [tensors[^1].Name] : [tensors[^1].Name, tensors[random.Next(tensors.Count)].Name];
        return graph;
    }

    private static (string Name, int Channels) Add(TinyGraph graph, Random random, string name, string from, int channels, List<(string Name, int Channels)> tensors)
    {
        int[] ones = [1, 1, 1, 1];
        Tensor PerChannel() => OptimizerTests.Noise(random.Next(), random.Next(2) == 0 ? [channels] : [1, 1, 1, channels]);
        switch (random.Next(12))
        {
            case 0 or 1:
                int made = 1 + random.Next(9);
                int side = random.Next(2) == 0 ? 1 : 3;
                graph.Constant(name + "/w", OptimizerTests.Noise(random.Next(), side, side, channels, made));
                graph.Node(name, "Conv2D", [from, name + "/w"], ("strides", ones), ("padding", "SAME"));
                return (name, made);
            case 2:
                graph.Constant(name + "/w", OptimizerTests.Noise(random.Next(), 3, 3, channels, 1));
                graph.Node(name, "DepthwiseConv2dNative", [from, name + "/w"], ("strides", ones), ("padding", "SAME"));
                return (name, channels);
            case 3:
                graph.Constant(name + "/edges", Tensor.Of(new[] { 0, 0, 1, 1, 2, 0, 0, 0 }, 4, 2));
                graph.Node(name + "/pad", "Pad", [from, name + "/edges"]);
                graph.Constant(name + "/w", OptimizerTests.Noise(random.Next(), 3, 3, channels, 4));
                graph.Node(name, "Conv2D", [name + "/pad", name + "/w"], ("strides", ones), ("padding", "VALID"));
                return (name, 4);
            case 4:
                graph.Node(name, random.Next(2) == 0 ? "Relu6" : "Relu", [from]);
                return (name, channels);
            case 5:
                graph.Constant(name + "/c", PerChannel());
                graph.Node(name, "Mul", random.Next(2) == 0 ? [from, name + "/c"] : [name + "/c", from]);
                return (name, channels);
            case 6:
                graph.Constant(name + "/c", PerChannel());
                string op = random.Next(2) == 0 ? "Sub" : "AddV2";
                graph.Node(name, op, random.Next(2) == 0 ? [from, name + "/c"] : [name + "/c", from]);
                return (name, channels);
            case 7:
                (string Name, int Channels)[] alike = [.. tensors.Where(tensor => tensor.Channels == channels)];
                graph.Node(name, "AddV2", [alike[random.Next(alike.Length)].Name, from]);
                return (name, channels);
            case 8:
                (string other, int more) = tensors[random.Next(tensors.Count)];
                graph.Constant(name + "/axis", 3);
                graph.Node(name, "ConcatV2", [from, other, name + "/axis"], ("N", 2));
                return (name, channels + more);
            case 9:
                graph.Node(name + "/gate", "Sigmoid", [from]);
                graph.Node(name, "Mul", [from, name + "/gate"]);
                return (name, channels);
            case 10:
                graph.Node(name, random.Next(2) == 0 ? "MaxPool" : "AvgPool", [from], ("ksize", new[] { 1, 3, 3, 1 }), ("strides", ones), ("padding", "SAME"));
                return (name, channels);
            default:
                foreach (string statistic in (string[])["gamma", "beta", "mean"])
                {
                    graph.Constant($"{name}/{statistic}", OptimizerTests.Noise(random.Next(), channels));
                }

                graph.Constant(name + "/variance", Enumerable.Range(0, channels).Select(_ => 0.5f + (float)random.NextDouble()).ToArray());
                graph.Node(name, "FusedBatchNorm", [from, name + "/gamma", name + "/beta", name + "/mean", name + "/variance"], ("is_training", false), ("epsilon", 0.001f));
                return (name, channels);
        }
    }
}
