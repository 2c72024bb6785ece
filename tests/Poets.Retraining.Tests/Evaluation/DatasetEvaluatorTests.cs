using Google.Protobuf;
using Poets.Graphs.Protobuf;
using Poets.Imaging;
using Poets.Imaging.Png;
using Poets.Testing;

namespace Poets.Retraining.Tests.Evaluation;

public class DatasetEvaluatorTests
{
    [Fact]
    public void Folders_meet_their_labels_though_labels_files_lose_blanks_at_the_end()
    {
        using var folder = new TemporaryFolder();
        var graph = new TinyGraph();
        graph.Placeholder("input", DataType.DtFloat, -1, 4, 4, 3);
        graph.Constant("axes", Poets.Graphs.Tensor.Of(new[] { 1, 2 }, 2));
        graph.Node("mean", "Mean", ["input", "axes"], ("T", DataType.DtFloat));
        graph.Node("final_result", "Softmax", ["mean"], ("T", DataType.DtFloat));
        File.WriteAllBytes(folder.File("graph.pb"), graph.Graph.ToByteArray());

        // The label of the folder `C++` is `c `, as the scripts have it.
        File.WriteAllText(folder.File("graph_labels.txt"), "c \ngreen\nblue\n");
        File.WriteAllBytes(folder.File("photos", "C++", "red.png"), PngEncoder.Encode(Plain(250, 10, 10)));
        File.WriteAllBytes(folder.File("photos", "green", "blue.png"), PngEncoder.Encode(Plain(10, 10, 250)));
        var options = new EvaluateOptions { Classifier = new ClassifierOptions { Graph = folder.File("graph.pb") }, ImageDirectory = Path.Combine(folder.Path, "photos"), Category = null };
        EvaluatedImage[] images = [.. new DatasetEvaluator().Run(options, NullRetrainLog.Instance)];
        Assert.Equal([("c", "c", true), ("green", "blue", false)], images.Select(image => (image.ActualLabel, image.PredictedLabel!, image.IsCorrect)));
        Assert.Equal(images[0].Score, images[0].ActualScore);
    }

    private static DecodedImage Plain(params byte[] colour) => new(4, 4, 3, [.. Enumerable.Repeat(colour, 16).SelectMany(pixel => pixel)]);
}
