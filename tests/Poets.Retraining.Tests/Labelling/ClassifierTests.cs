using Google.Protobuf;
using Poets.Graphs.Protobuf;
using Poets.Imaging;
using Poets.Imaging.Png;
using Poets.Testing;

namespace Poets.Retraining.Tests.Labelling;

/// <summary>A graph whose scores are the softmax of an image's mean colours, its labels, and what does not belong together.</summary>
public sealed class ClassifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("red\ngreen\nblue\n")]
    [InlineData("red\ngreen\nblue")]
    [InlineData("\uFEFFred\r\ngreen \r\nblue\r\n\r\n\n")]
    public void Labels_fit_whatever_editor_saved_them(string labels)
    {
        using ImageClassifier classifier = Load(labels);
        Assert.Equal(["red", "green", "blue"], classifier.Labels);
        Assert.Equal("green", classifier.Classify(Image(10, 250, 20)).Labels[0].Label);
    }

    [Fact]
    public void A_blank_label_that_the_graph_has_an_output_for_is_one()
    {
        using ImageClassifier classifier = Load("red\ngreen\n \n\n");
        Assert.Equal(["red", "green", ""], classifier.Labels);
    }

    [Theory]
    [InlineData("red\ngreen\n", 2)]
    [InlineData("red\ngreen\nblue\nblack\n", 4)]
    [InlineData("", 0)]
    public void Labels_of_another_training_are_refused(string labels, int count)
    {
        var error = Assert.Throws<RetrainException>(() => Load(labels));
        Assert.Contains($"has 3 outputs and the labels file {count} labels", error.Message, StringComparison.Ordinal);
        Assert.Equal(RetrainFault.LabelsMismatch, error.Fault);
    }

    /// <summary>label_image.py feeds MobileNets what training does not: 128 in place of 127.5.</summary>
    [SkippableFact]
    public void A_MobileNet_is_fed_as_it_was_trained_unless_the_script_is_followed()
    {
        string image = Directory.EnumerateFiles(SharedMaterial.Path("data", "flower_photos", "roses"), "*.jpg").Order(StringComparer.Ordinal).First();
        var options = new ClassifierOptions { Graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb" };
        float Best(ClassifierOptions chosen)
        {
            using ImageClassifier classifier = ImageClassifier.Load(chosen);
            return classifier.Classify(image).Labels[0].Score;
        }

        Assert.Equal(Best(options with { InputMean = 127.5f, InputStd = 127.5f }), Best(options));
        Assert.Equal(Best(options with { InputMean = 128, InputStd = 128 }), Best(options with { UseLabelImageNormalisation = true }));
        Assert.NotEqual(Best(options), Best(options with { UseLabelImageNormalisation = true }));
    }

    [Fact]
    public void An_image_that_just_reaches_the_threshold_is_known()
    {
        string image = Image(80, 80, 80);
        using ImageClassifier open = Load("red\ngreen\nblue");
        float score = open.Classify(image).Labels[0].Score;
        Assert.Equal(1f / 3, score, 1e-6f);
        using ImageClassifier strict = Load("red\ngreen\nblue", score);
        Assert.False(strict.Classify(image).IsUnknown);
        using ImageClassifier stricter = Load("red\ngreen\nblue", MathF.BitIncrement(score));
        Assert.Equal("unknown", Assert.Single(stricter.Classify(image, top: 3).Labels).Label);
    }

    private ImageClassifier Load(string labels, float threshold = 0)
    {
        var graph = new TinyGraph();
        graph.Placeholder("input", DataType.DtFloat, -1, 4, 4, 3);
        graph.Constant("axes", Poets.Graphs.Tensor.Of(new[] { 1, 2 }, 2));
        graph.Node("mean", "Mean", ["input", "axes"], ("T", DataType.DtFloat));
        graph.Node("final_result", "Softmax", ["mean"], ("T", DataType.DtFloat));
        string path = _folder.File("graph.pb");
        File.WriteAllBytes(path, graph.Graph.ToByteArray());
        File.WriteAllText(_folder.File("labels.txt"), labels);
        return ImageClassifier.Load(new ClassifierOptions { Graph = path, Threshold = threshold });
    }

    private string Image(params byte[] colour)
    {
        var image = new DecodedImage(4, 4, 3, [.. Enumerable.Repeat(colour, 16).SelectMany(pixel => pixel)]);
        string path = _folder.File("image.png");
        File.WriteAllBytes(path, PngEncoder.Encode(image));
        return path;
    }
}
