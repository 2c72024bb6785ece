using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.Imaging;
using Poets.Retraining.Models;
using Poets.Testing;

namespace Poets.Retraining.Tests.Models;

/// <summary>How images are fed: what the user asks for is checked before the first of them.</summary>
public class ImageInputTests
{
    private static readonly InputConvention s_convention = new("input:0", 127.5f, 127.5f);

    [Theory]
    [InlineData(float.NaN, null, "--input_mean: NaN")]
    [InlineData(float.PositiveInfinity, null, "--input_mean: Infinity")]
    [InlineData(null, float.NaN, "--input_std: NaN")]
    [InlineData(null, 0f, "--input_std: 0")]
    [InlineData(null, 1e-40f, "--input_std: 1E-40")]
    [InlineData(null, float.NegativeInfinity, "--input_std: -Infinity")]
    public void Means_and_deviations_have_to_be_numbers(float? mean, float? std, string message)
    {
        var error = Assert.Throws<RetrainException>(() => Normalisation.Target(4, 4, s_convention, mean, std));
        Assert.StartsWith(message + " is out of range: a finite number", error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.OptionInvalid, error.Fault);
        Assert.Equal(new ResizeTarget(4, 4, 0, -0.5f), Normalisation.Target(4, 4, s_convention, 0, -2));
    }

    [Theory]
    [InlineData(0, null, "--input_width: 0 is out of range: 1 to 16384.")]
    [InlineData(-5, 4, "--input_width: -5 is out of range")]
    [InlineData(4, 16385, "--input_height: 16385 is out of range")]
    public void Sizes_have_to_be_sizes(int? width, int? height, string message)
    {
        var error = Assert.Throws<RetrainException>(() => BackboneResolver.ImageSize(Graph(-1, -1), "input:0", null, width, height));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, null, "--input_width")]
    [InlineData(null, 8, "--input_height")]
    [InlineData(9, 8, "--input_height")]
    public void A_graph_of_one_size_takes_no_other(int? width, int? height, string option)
    {
        foreach (int? known in new int?[] { null, 7 })
        {
            var error = Assert.Throws<RetrainException>(() => BackboneResolver.ImageSize(Graph(7, 9), "input:0", known, width, height));
            Assert.Equal($"{option}: tiny takes images of 9 × 7 pixels into input:0 and no others; leave the size out.", error.Message);
        }

        Assert.Equal((9, 7), BackboneResolver.ImageSize(Graph(7, 9), "input:0", null, 9, null));
        Assert.Equal((30, 20), BackboneResolver.ImageSize(Graph(-1, -1), "input:0", null, 30, 20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_noted_on_a_graphs_input_is_read_back(bool isScaledFirst)
    {
        GraphModel graph = Graph(8, 8);
        var convention = new InputConvention("input:0", 3, 7, isScaledFirst);
        convention.NoteOn(graph.Definition.Node[0]);
        Assert.Equal(convention, InputConvention.Of(graph));
    }

    private static GraphModel Graph(int height, int width)
    {
        var graph = new TinyGraph();
        graph.Placeholder("input", DataType.DtFloat, -1, height, width, 3);
        return graph.Model();
    }
}
