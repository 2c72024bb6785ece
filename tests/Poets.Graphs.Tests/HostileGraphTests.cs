using Google.Protobuf;
using Poets.Graphs.Import.SavedModels;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Tests;

/// <summary>Files made to hurt: each is refused by name, soon and in little memory.</summary>
public class HostileGraphTests
{
    private const string Origin = "hostile.pb";

    [Theory]
    [InlineData("flat:1", "'flat' has 1 outputs")]
    [InlineData("split:2", "'split' has 2 outputs")]
    [InlineData("nowhere", "not in the graph")]
    [InlineData("y", "feed each other")]
    [InlineData("flat", "cannot be broadcast")]
    public void What_a_node_cannot_read_is_refused_when_the_graph_is_loaded(string input, string expected)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 2, 4);
        graph.Constant("axis", 1);
        graph.Constant("flat", [1f, 2, 3]);
        graph.Node("split", "Split", ["axis", "x"], ("T", DataType.DtFloat), ("num_split", 2));
        graph.Node("y", "Add", ["x", input], ("T", DataType.DtFloat));
        Refused(graph.Graph, expected);
    }

    [Theory]
    [InlineData(-2, "out of range")]
    [InlineData(long.MaxValue, "out of range")]
    [InlineData(int.MaxValue, "too large")]
    [InlineData(1 << 28, "stores none")]
    public void Shapes_that_cannot_be_are_refused(long size, string expected)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 2, 4);
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = size }, new TensorShapeProto.Types.Dim { Size = 4 } } };
        var value = new NodeDef { Name = "w", Op = "Const" };
        value.Attr.Add("dtype", new AttrValue { Type = DataType.DtFloat });
        value.Attr.Add("value", new AttrValue { Tensor = new TensorProto { Dtype = DataType.DtFloat, TensorShape = shape } });
        graph.Graph.Node.Add(value);
        graph.Node("y", "MatMul", ["x", "w"], ("T", DataType.DtFloat), ("transpose_b", true));
        Refused(graph.Graph, expected, () =>
        {
            using IGraphSession session = new ManagedEngine().CreateSession(GraphModel.FromGraphDef(graph.Graph, Origin), ["x"], ["y"]);
            session.Run(Tensor.Of(new float[8], 2, 4));
        });
    }

    /// <summary>Twenty functions of two calls each stand for a million nodes, forty for a million million.</summary>
    [Fact]
    public void Functions_that_double_are_refused()
    {
        Refused(Functions(20, "Identity"), "more than 250000 nodes");
    }

    [Fact]
    public void A_loop_inside_of_itself_is_refused()
    {
        GraphDef graph = Functions(1, "While");
        foreach (NodeDef node in graph.Library.Function[0].NodeDef)
        {
            node.Attr.Clear();
            node.Attr.Add("cond", new AttrValue { Func = new NameAttrList { Name = "f0" } });
            node.Attr.Add("body", new AttrValue { Func = new NameAttrList { Name = "f0" } });
        }

        Refused(graph, "inside of 8 others");
    }

    [Theory]
    [InlineData("twice", "two nodes")]
    [InlineData("output", "names no output")]
    [InlineData("argument", "does not fit")]
    [InlineData("signature", "does not hold")]
    public void Damaged_functions_are_refused(string damage, string expected)
    {
        GraphDef graph = Functions(1, "Identity");
        FunctionDef function = graph.Library.Function[0];
        switch (damage)
        {
            case "twice":
                function.NodeDef.Add(function.NodeDef[0]);
                break;
            case "output":
                function.NodeDef[1].Input[0] = "one:output:99999999999";
                break;
            case "argument":
                function.Signature.InputArg.Add(function.Signature.InputArg[0]);
                graph.Node[1].Input.Add("x");
                break;
            default:
                function.Signature = null;
                break;
        }

        Refused(graph, expected);
    }

    /// <summary>An index whose checksums are right; keys are spelt by what they share with the one before.</summary>
    [Fact]
    public void A_table_of_few_bytes_that_stands_for_many_is_refused()
    {
        // Each key repeats the whole of the one before: 400 keys of a million bytes, and on disk one of them.
        var key = new byte[1 << 20];
        byte[] table = SortedTable.Write([(key, []), .. Enumerable.Range(1, 400).Select(i => ((byte[])[.. key, (byte)i], Array.Empty<byte>()))]);
        Assert.InRange(table.Length, 0, 40 << 20);
        long before = GC.GetTotalAllocatedBytes();
        Assert.Contains("stands for more than", Assert.Throws<InvalidDataException>(() => SortedTable.Read(table)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    [Fact]
    public void Checkpoints_whose_entries_lie_are_refused_by_name()
    {
        string folder = Directory.CreateTempSubdirectory("poets-checkpoint").FullName;
        try
        {
            string prefix = Path.Combine(folder, "variables");
            CheckpointWriterOf(prefix, out BundleEntryProto honest);
            foreach (Action<BundleEntryProto> lie in (Action<BundleEntryProto>[])
            [
                entry => entry.Offset = -1,
                entry => entry.Offset = long.MaxValue,
                entry => entry.ShardId = 1,
                entry => entry.ShardId = -1,
                entry => entry.Crc32C ^= 1,
                entry => entry.Size = 1L << 40,
                entry => entry.Dtype = (DataType)999,
                entry => entry.Shape.Dim[0].Size = -5,
                entry => Grow(entry, 1 << 28, 2),
                entry => Grow(entry, int.MaxValue, 4),
            ])
            {
                BundleEntryProto entry = honest.Clone();
                lie(entry);
                Assert.True(!entry.Equals(honest));
                var header = new BundleHeaderProto { NumShards = 1 };
                File.WriteAllBytes(prefix + ".index", SortedTable.Write([([], header.ToByteArray()), ("v"u8.ToArray(), entry.ToByteArray())]));
                long before = GC.GetTotalAllocatedBytes();
                using Checkpoint checkpoint = Checkpoint.Open(prefix);
                Assert.Contains(folder, Assert.Throws<GraphException>(() => checkpoint.Read("v")).Message, StringComparison.Ordinal);
                Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1 << 24);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The bytes that it claims fit its shape, and are not in the file.
    private static void Grow(BundleEntryProto entry, long size, int dimensions)
    {
        entry.Shape.Dim.Clear();
        entry.Shape.Dim.Add(Enumerable.Range(0, dimensions).Select(i => new TensorShapeProto.Types.Dim { Size = i == 0 ? size : dimensions > 2 ? size : 1 }));
        entry.Size = unchecked(size * 4);
    }

    private static void CheckpointWriterOf(string prefix, out BundleEntryProto entry)
    {
        byte[] content = new byte[32];
        File.WriteAllBytes(prefix + ".data-00000-of-00001", content);
        entry = new BundleEntryProto
        {
            Dtype = DataType.DtFloat,
            Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dim { Size = 8 } } },
            Size = content.Length,
            Crc32C = Crc32C.Mask(Crc32C.Of(content)),
        };
    }

    /// <summary>x → f0 → y, where each function calls the next twice, and the last is made of an operator.</summary>
    private static GraphDef Functions(int count, string last)
    {
        var graph = new TinyGraph();
        graph.Placeholder("x", DataType.DtFloat, 1);
        graph.Node("y", "PartitionedCall", ["x"]);
        graph.Graph.Node[1].Attr.Add("f", new AttrValue { Func = new NameAttrList { Name = "f0" } });
        graph.Graph.Library = new FunctionDefLibrary();
        for (int i = 0; i < count; i++)
        {
            var argument = new OpDef.Types.ArgDef { Name = "a", Type = DataType.DtFloat };
            var result = new OpDef.Types.ArgDef { Name = "r", Type = DataType.DtFloat };
            var function = new FunctionDef { Signature = new OpDef { Name = $"f{i}", InputArg = { argument }, OutputArg = { result } } };
            string op = i + 1 < count ? $"f{i + 1}" : last;
            function.NodeDef.Add(new NodeDef { Name = "one", Op = op, Input = { "a" } });
            function.NodeDef.Add(new NodeDef { Name = "two", Op = op, Input = { "one:output:0" } });
            foreach (NodeDef node in function.NodeDef)
            {
                node.Attr.Add("T", new AttrValue { Type = DataType.DtFloat });
            }

            function.Ret.Add("r", "two:output:0");
            graph.Graph.Library.Function.Add(function);
        }

        return graph.Graph;
    }

    private static void Refused(GraphDef graph, string expected, Action? use = null)
    {
        GraphException error = Assert.Throws<GraphException>(use ?? (() => new ManagedEngine().CreateSession(GraphModel.FromGraphDef(graph, Origin), ["x"], ["y"]).Dispose()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(Origin, error.Message, StringComparison.Ordinal);
    }
}
