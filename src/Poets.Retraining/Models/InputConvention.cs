using Poets.Graphs;
using Poets.Graphs.Protobuf;

namespace Poets.Retraining.Models;

/// <summary>How a graph wants its images, read off its nodes (reference §9.6), or noted by us on its input.</summary>
/// <param name="InputTensor">The tensor that takes images.</param>
/// <param name="Mean">Subtracted from each value, in grey levels 0 to 255.</param>
/// <param name="Std">What each value is divided by after that.</param>
/// <param name="IsScaledFirst">Whether values are brought to 0…1 before the resize, as the Hub script does.</param>
internal sealed record InputConvention(string InputTensor, float Mean, float Std, bool IsScaledFirst = false)
{
    /// <summary>An attribute that TensorFlow ignores, on the input node of graphs whose convention cannot be guessed.</summary>
    public const string Attribute = "_poets_normalisation";

    /// <summary>Reads a graph's nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputTensor">The input where it is known already.</param>
    /// <exception cref="GraphException">There is no node that could take an image.</exception>
    public static InputConvention Of(GraphModel graph, string? inputTensor = null)
    {
        NodeDef input = FindInput(graph, inputTensor);
        string tensor = inputTensor ?? input.Name + ":0";
        if (input.Attr.TryGetValue(Attribute, out AttrValue? noted) && noted.List is { F.Count: 3 } values)
        {
            return new InputConvention(tensor, values.F[0], values.F[1], values.F[2] != 0);
        }

        return input.Name switch
        {
            "Placeholder" => new InputConvention(tensor, 0, 255, IsScaledFirst: true),
            "Mul" => new InputConvention(tensor, 128, 128),
            _ when graph.Contains("stem/weights_int8") && graph.Contains("block_12/depthwise/relu6") => new InputConvention(tensor, 127, 128),
            _ => new InputConvention(tensor, 127.5f, 127.5f),
        };
    }

    /// <summary>Notes this convention on a node.</summary>
    public void NoteOn(NodeDef input)
    {
        var values = new AttrValue.Types.ListValue();
        values.F.AddRange([Mean, Std, IsScaledFirst ? 1 : 0]);
        input.Attr[Attribute] = new AttrValue { List = values };
    }

    private static NodeDef FindInput(GraphModel graph, string? inputTensor)
    {
        string? name = inputTensor?.Split(':')[0];
        NodeDef? placeholder = null;
        NodeDef? multiplication = null;
        foreach (NodeDef node in graph.Definition.Node)
        {
            if (name is not null ? node.Name == name : node.Name is "input" or "Placeholder" && node.Op == "Placeholder")
            {
                return node;
            }

            multiplication = node.Name == "Mul" && graph.Contains("DecodeJpeg") ? node : multiplication;
            placeholder ??= node.Op == "Placeholder" ? node : null;
        }

        return multiplication ?? placeholder ?? throw new GraphException(name is null
            ? $"{graph.Origin}: there is no placeholder that could take an image; name the input."
            : $"{graph.Origin}: there is no node '{name}'.");
    }
}
