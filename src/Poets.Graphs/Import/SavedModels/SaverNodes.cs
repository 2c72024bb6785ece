using Google.Protobuf;
using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import.SavedModels;

/// <summary>The nodes by which TensorFlow 1 saves and restores a graph's variables, as its Saver lays them.</summary>
internal static class SaverNodes
{
    /// <summary>Adds them for these variables, whose checkpoint keys are their names.</summary>
    public static SaverDef Add(GraphDef graph, IReadOnlyList<NodeDef> variables)
    {
        string[] names = [.. variables.Select(variable => variable.Name)];
        var types = new AttrValue { List = new AttrValue.Types.ListValue { Type = { variables.Select(variable => variable.Attr["dtype"].Type) } } };
        var text = new AttrValue { Type = DataType.DtString };
        var scalar = new AttrValue { Shape = new TensorShapeProto() };

        graph.Node.Add(Strings("save/filename/input", null, "model"));
        graph.Node.Add(Node("save/filename", "PlaceholderWithDefault", ["save/filename/input"], ("dtype", text), ("shape", scalar)));
        graph.Node.Add(Node("save/Const", "PlaceholderWithDefault", ["save/filename"], ("dtype", text), ("shape", scalar)));
        graph.Node.Add(Strings("save/SaveV2/tensor_names", names.Length, names));
        graph.Node.Add(Strings("save/SaveV2/shape_and_slices", names.Length, [.. names.Select(_ => "")]));
        graph.Node.Add(Node("save/SaveV2", "SaveV2", ["save/Const", "save/SaveV2/tensor_names", "save/SaveV2/shape_and_slices", .. names], ("dtypes", types)));
        graph.Node.Add(Node("save/control_dependency", "Identity", ["save/Const", "^save/SaveV2"], ("T", text)));
        graph.Node.Add(Strings("save/RestoreV2/tensor_names", names.Length, names));
        graph.Node.Add(Strings("save/RestoreV2/shape_and_slices", names.Length, [.. names.Select(_ => "")]));
        graph.Node.Add(Node("save/RestoreV2", "RestoreV2", ["save/Const", "save/RestoreV2/tensor_names", "save/RestoreV2/shape_and_slices"], ("dtypes", types)));
        var all = new NodeDef { Name = "save/restore_all", Op = "NoOp" };
        var yes = new AttrValue { B = true };
        for (int i = 0; i < names.Length; i++)
        {
            string name = i == 0 ? "save/Assign" : $"save/Assign_{i}";
            graph.Node.Add(Node(name, "Assign", [names[i], i == 0 ? "save/RestoreV2" : $"save/RestoreV2:{i}"],
                ("T", variables[i].Attr["dtype"]), ("use_locking", yes), ("validate_shape", yes)));
            all.Input.Add("^" + name);
        }

        graph.Node.Add(all);
        return new SaverDef
        {
            FilenameTensorName = "save/Const:0",
            SaveTensorName = "save/control_dependency:0",
            RestoreOpName = "save/restore_all",
            MaxToKeep = 5,
            KeepCheckpointEveryNHours = 10000,
            Version = 2,
        };
    }

    private static NodeDef Node(string name, string op, string[] inputs, params (string Name, AttrValue Value)[] attributes)
    {
        var node = new NodeDef { Name = name, Op = op, Input = { inputs } };
        foreach ((string attribute, AttrValue value) in attributes)
        {
            node.Attr.Add(attribute, value);
        }

        return node;
    }

    private static NodeDef Strings(string name, int? length, params string[] values)
    {
        var tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = new TensorShapeProto() };
        if (length is { } count)
        {
            tensor.TensorShape.Dim.Add(new TensorShapeProto.Types.Dim { Size = count });
        }

        tensor.StringVal.Add(values.Select(ByteString.CopyFromUtf8));
        return Node(name, "Const", [], ("dtype", new AttrValue { Type = DataType.DtString }), ("value", new AttrValue { Tensor = tensor }));
    }
}
