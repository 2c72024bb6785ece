using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Graphs frozen at a batch of 1, fed with more: each image must answer as it does alone.</summary>
public class FrozenBatchTests
{
    public static TheoryData<string> Spellings => ["[1,6]", "[1,-1]", "[-1,6]", "[1,2,3]", "squeeze", "slice", "strided slice", "split", "computed", "pool and reshape"];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Each_image_of_a_batch_answers_as_it_does_alone(string spelling)
    {
        TinyGraph graph = Build(spelling);
        foreach (string skipped in (string[])["none", "all"])
        {
            using IGraphSession session = OptimizerTests.Without(skipped).CreateSession(graph.Model(), ["x"], ["y"]);
            Tensor batch = OptimizerTests.Noise(3, 5, 2, 1, 3);
            Tensor together = session.Run(batch)[0];
            Assert.Equal(5, together.Dimensions[0]);
            for (int i = 0; i < 5; i++)
            {
                Tensor alone = session.Run(Tensor.Of(batch.Span<float>().Slice(i * 6, 6).ToArray(), 1, 2, 1, 3))[0];
                Assert.Equal(alone.Dimensions[1..].ToArray(), together.Dimensions[1..].ToArray());
                Close.Exact(alone.Span<float>(), together.Span<float>().Slice(i * alone.Length, alone.Length), $"{spelling}, image {i}");
            }
        }
    }

    [Fact]
    public void A_leading_1_that_is_no_batch_stays_a_1()
    {
        // The vector has as many elements as the batch has images, but it did not grow with the batch.
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1, 4);
        graph.Placeholder("v", DataType.DtFloat, 4);
        graph.Constant("shape", new[] { 1, -1 });
        graph.Node("row", "Reshape", ["v", "shape"], ("T", DataType.DtFloat));
        graph.Node("y", "Add", ["x", "row"], ("T", DataType.DtFloat));
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x", "v"], ["y", "row"]);
        Tensor[] results = session.Run(Tensor.Of(new float[16], 4, 4), Tensor.Of([1f, 2, 3, 4], 4));
        Assert.Equal([1, 4], results[1].Dimensions.ToArray());
        Assert.Equal([4, 4], results[0].Dimensions.ToArray());
        Assert.Equal([1f, 2, 3, 4], results[0].Span<float>()[12..].ToArray());
    }

    [Fact]
    public void A_shape_that_fits_no_batch_is_refused_with_its_node()
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1, 4);
        graph.Constant("shape", new[] { 2, 2 });
        graph.Node("y", "Reshape", ["x", "shape"], ("T", DataType.DtFloat));
        using IGraphSession session = new ManagedEngine().CreateSession(graph.Model(), ["x"], ["y"]);
        Assert.Contains("Node 'y' (Reshape): 12 elements [3,4]", Assert.Throws<GraphException>(() => session.Run(Tensor.Of(new float[12], 3, 4))).Message, StringComparison.Ordinal);
    }

    private static TinyGraph Build(string spelling)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1, 2, 1, 3);
        graph.Node("relu", "Relu6", ["x"], ("T", DataType.DtFloat));
        switch (spelling)
        {
            case "squeeze":
                graph.Node("y", "Squeeze", ["relu"], ("T", DataType.DtFloat), ("squeeze_dims", new[] { 2 }));
                break;
            case "slice":
                graph.Constant("begin", new[] { 0, 1, 0, 0 });
                graph.Constant("size", new[] { 1, 1, 1, 2 });
                graph.Node("y", "Slice", ["relu", "begin", "size"], ("T", DataType.DtFloat));
                break;
            case "strided slice":
                graph.Constant("begin", new[] { 0, 1, 0, 0 });
                graph.Constant("end", new[] { 1, 2, 1, 2 });
                graph.Constant("step", new[] { 1, 1, 1, 1 });
                graph.Node("y", "StridedSlice", ["relu", "begin", "end", "step"], ("T", DataType.DtFloat));
                break;
            case "split":
                graph.Constant("axis", 1);
                graph.Node("parts", "Split", ["axis", "relu"], ("T", DataType.DtFloat), ("num_split", 2));
                graph.Constant("last", 3);
                graph.Node("y", "ConcatV2", ["parts:1", "parts", "last"], ("N", 2));
                break;
            case "computed":
                graph.Node("shape", "Shape", ["relu"]);
                graph.Constant("zero", new[] { 0 });
                graph.Constant("one", new[] { 1 });
                graph.Node("batch", "StridedSlice", ["shape", "zero", "one", "one"], ("shrink_axis_mask", 1));
                graph.Constant("six", 6);
                graph.Node("wanted", "Pack", ["batch", "six"], ("T", DataType.DtInt32), ("N", 2));
                graph.Node("y", "Reshape", ["relu", "wanted"], ("T", DataType.DtFloat));
                break;
            case "pool and reshape":
                graph.Node("pool", "AvgPool", ["relu"], ("ksize", new[] { 1, 2, 1, 1 }), ("strides", new[] { 1, 1, 1, 1 }), ("padding", "VALID"));
                graph.Constant("wanted", new[] { 1, 3 });
                graph.Node("flat", "Reshape", ["pool", "wanted"], ("T", DataType.DtFloat));
                graph.Constant("w", OptimizerTests.Noise(4, 3, 5));
                graph.Node("y", "MatMul", ["flat", "w"], ("T", DataType.DtFloat));
                break;
            default:
                graph.Constant("wanted", Array.ConvertAll(spelling[1..^1].Split(','), int.Parse));
                graph.Node("y", "Reshape", ["relu", "wanted"], ("T", DataType.DtFloat));
                break;
        }

        return graph;
    }
}
