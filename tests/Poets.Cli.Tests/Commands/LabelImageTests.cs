using System.Globalization;
using System.Text.RegularExpressions;

namespace Poets.Cli.Tests.Commands;

[Collection(CurrentFolderGroup.Name)]
public partial class LabelImageTests
{
    public static TheoryData<string> Golden { get; } =
    [
        .. from network in new[] { "mobilenet_0.25_128", "mobilenet_0.25_224", "mobilenet_0.50_224_quantized" }
           from photo in new[] { "16751015081_af2ef77c9a_n", "21652746_cc379e0eea_m", "2414954629_3708a1a04d", "3062794421_295f8c2c4e" }
           select $"{network}.{photo}.txt",
    ];

    [SkippableTheory]
    [MemberData(nameof(Golden))]
    public void The_lines_of_label_image_come_out(string file)
    {
        string[] expected = File.ReadAllLines(SharedMaterial.Path("golden", "label_image", file));
        string command = expected[0]["# label_image.py".Length..]
            .Replace("=flower_photos/", "=" + SharedMaterial.Path("data", "flower_photos") + "/", StringComparison.Ordinal)
            .Replace("=mobilenet_", "=" + SharedMaterial.Path("golden", "retrain_py") + "/mobilenet_", StringComparison.Ordinal);
        using var workspace = new Workspace();
        Assert.Equal(0, workspace.Run("label_image " + command));
        string[] lines = workspace.Output.Split('\n');
        Assert.Equal(expected.Length, lines.Length);
        for (int i = 1; i < expected.Length; i++)
        {
            AssertLine(expected[i], lines[i - 1]);
        }
    }

    [SkippableFact]
    public void A_strangers_graph_gives_a_score_for_each_of_its_labels()
    {
        using var workspace = new Workspace();
        string model = SharedMaterial.Path("models", "retrained_elsewhere");
        Assert.Equal(0, workspace.Run($"label_image --graph={model}/retrained_graph.pb --image={SharedMaterial.Path("data", "image_variants", "baseline_q5.jpg")} --top=10"));
        Assert.Equal(File.ReadLines(model + "/retrained_labels.txt").Order(), Scores(workspace.Output).Select(score => score.Label).Order());
        Assert.InRange(Scores(workspace.Output).Sum(score => score.Score), 0.9999, 1.0001);
    }

    [SkippableTheory]
    [InlineData("label_image --image={0}")]
    [InlineData("bottleneck {0} --threads=1")]
    public void A_profile_names_every_node_the_slowest_first(string command)
    {
        using var workspace = new Workspace();
        string line = string.Format(CultureInfo.InvariantCulture, command, SharedMaterial.Path("data", "flower_photos", "daisy", "21652746_cc379e0eea_m.jpg"));
        Assert.Equal(0, workspace.Run(line));
        Assert.Empty(workspace.Errors);
        Assert.Equal(0, workspace.Run(line + " --profile"));
        string[] rows = workspace.Errors.TrimEnd('\n').Split('\n');
        Assert.Matches(@"^ +best us +share +operator +kernel +node$", rows[0]);
        double[] times = [.. rows[1..^1].Select(row => double.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture))];
        Assert.Equal(times.OrderDescending(), times);
        Assert.Contains(rows, row => row.Contains("Conv2D+Bias+Relu6", StringComparison.Ordinal) && row.Contains("Gemm", StringComparison.Ordinal) && row.EndsWith("  head/relu6", StringComparison.Ordinal));
        Assert.EndsWith($"the sum of {times.Length} nodes", rows[^1], StringComparison.Ordinal);
        Assert.InRange(double.Parse(rows[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture), times.Sum() - 1, times.Sum() + 1);
    }

    [SkippableFact]
    public void The_three_output_styles()
    {
        using var workspace = new Workspace();
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        string image = SharedMaterial.Path("data", "flower_photos", "daisy", "21652746_cc379e0eea_m.jpg");
        Assert.Equal(0, workspace.Run($"label_image --graph={graph} --image={image} --output_style=tutorial"));
        Assert.Matches(@"^daisy 0\.9301\d+\ndandelion 0\.0688\d+\n(.+\n){3}$", workspace.Output);
        Assert.Equal(0, workspace.Run($"label_image --graph={graph} --image={image} --output_style=first --top=1"));
        Assert.Matches(@"^Elapsed time: \d+\.\d{6}\ndaisy \(score = 0\.9301\d\)\n(.+\n){4}$", workspace.Output);
    }

    [SkippableFact]
    public void Below_the_threshold_an_image_is_unknown()
    {
        using var workspace = new Workspace();
        string graph = SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb";
        string image = SharedMaterial.Path("data", "flower_photos", "daisy", "21652746_cc379e0eea_m.jpg");
        Assert.Equal(0, workspace.Run($"label_image --graph={graph} --image={image} --output_style=tutorial --threshold=0.9"));
        Assert.StartsWith("daisy 0.930", workspace.Output, StringComparison.Ordinal);
        Assert.Equal(0, workspace.Run($"label_image --graph={graph} --image={image} --output_style=tutorial --threshold=0.95"));
        Assert.Matches(@"^unknown 0\.930\d+\n$", workspace.Output);
        Assert.Equal(0, workspace.Run($"label_image --graph={graph} --image={image} --threshold=0.95 --unknown_label=nothing"));
        Assert.Equal("nothing", Assert.Single(Scores(workspace.Output)).Label);
    }

    [Fact]
    public void Without_a_graph_ImageNet_names_the_picture()
    {
        using var workspace = new Workspace();
        File.WriteAllBytes("grey.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="));
        Assert.Equal(0, workspace.Run("label_image --image grey.png --top 3"));
        Assert.Equal(3, Scores(workspace.Output).Count);
    }

    [SkippableTheory]
    [InlineData("--image=no.jpg", 1, "no.jpg; No such file or directory")]
    [InlineData("--image=IMAGE --graph=no.pb", 1, "No such file or directory: 'no.pb'")]
    [InlineData("--image=IMAGE --graph=GRAPH --input_layer=inpt", 1, "The name 'import/inpt' refers to an Operation not in the graph.")]
    [InlineData("--image=IMAGE --graph=.", 1, ". is a folder; name the frozen graph in it")]
    [InlineData("--image=IMAGE --graph=GRAPH --labels=.", 1, ". is a folder; name the labels file in it")]
    [InlineData("--image=IMAGE --graph=GRAPH --labels=no.txt", 1, "no.txt; No such file or directory")]
    [InlineData("--image=IMAGE --graph=GRAPH --input_height=299 --input_width=299", 1, "takes images of 128 × 128 pixels")]
    [InlineData("--image=IMAGE --graph=GRAPH --input_mean=nan", 1, "--input_mean: NaN is out of range")]
    [InlineData("--image=IMAGE --device=tpu", 1, "'tpu' is no device")]
    [InlineData("--image=IMAGE --tensorflow_path=no_such_folder", 1, "no_such_folder")]
    [InlineData("--image=.", 1, ". is a folder; name an image in it")]
    [InlineData("--image=IMAGE --graph=GRAPH --input_std=0", 2, "--input_std")]
    [InlineData("--image=IMAGE --graph=GRAPH --threshold=1.5", 2, "argument --threshold: 1.5 is out of range: 0 to 1")]
    [InlineData("--image=IMAGE --graph=GRAPH --threshold=nan", 2, "--threshold")]
    [InlineData("--image=IMAGE --unknown_label=", 2, "argument --unknown_label: it is empty")]
    [InlineData("--image=IMAGE --top=0", 2, "argument --top: 0 is out of range: 1 or more")]
    [InlineData("--image=IMAGE --threads=-1", 2, "argument --threads: -1 is out of range: 0 to 1024")]
    [InlineData("--image=IMAGE --threads=1025", 2, "argument --threads: 1025 is out of range")]
    [InlineData("--image=IMAGE --batch_size=0", 2, "argument --batch_size: 0 is out of range: 1 to 1024")]
    [InlineData("--image=IMAGE --batch_size=1025", 2, "argument --batch_size: 1025 is out of range")]
    [InlineData("--image=IMAGE --input_width=0", 2, "argument --input_width: 0 is out of range: 1 to 16384")]
    [InlineData("--image=IMAGE --input_height=16385", 2, "argument --input_height: 16385 is out of range")]
    [InlineData("--input_size=224", 2, "unrecognized arguments: --input_size=224")]
    public void Faults_are_told_before_any_score(string line, int code, string message)
    {
        using var workspace = new Workspace();
        line = line.Replace("IMAGE", SharedMaterial.Path("data", "image_variants", "baseline_q5.jpg"), StringComparison.Ordinal)
            .Replace("GRAPH", SharedMaterial.Path("golden", "retrain_py", "mobilenet_0.25_128") + "/retrained_graph.pb", StringComparison.Ordinal);
        Assert.Equal(code, workspace.Run("label_image " + line));
        Assert.Contains(message, workspace.Errors, StringComparison.Ordinal);
        Assert.Empty(workspace.Output);
    }

    private static void AssertLine(string expected, string actual)
    {
        if (expected.StartsWith("Evaluation time", StringComparison.Ordinal))
        {
            Assert.Matches(@"^Evaluation time \(1-image\): \d+\.\d{3}s$", actual);
            return;
        }

        if (Scores(expected) is [(string label, double score)])
        {
            (string ourLabel, double ourScore) = Assert.Single(Scores(actual));
            Assert.Equal(score, ourScore, 0.00005);
            Assert.True(label == ourLabel || score < 0.00001, $"{actual}, expected {expected}");
            return;
        }

        Assert.Equal(expected, actual);
    }

    private static List<(string Label, double Score)> Scores(string text) =>
        [.. ScoreLine().Matches(text).Select(match => (match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex(@"^(.*) \(score=(\d\.\d{5})\)$", RegexOptions.Multiline)]
    private static partial Regex ScoreLine();
}
