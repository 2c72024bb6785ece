using Poets.Graphs;
using Poets.TensorFlow.Tests.Judge;
using Poets.TensorFlow.Tests.Networks.Zoo;
using Poets.TensorFlow.Tests.Support;

namespace Poets.TensorFlow.Tests.Networks;

/// <summary>The families of image networks as their exporters write them, against real TensorFlow.</summary>
public class ZooTests
{
    private static readonly Dictionary<string, Func<Network>> s_networks = new()
    {
        ["inception_v1"] = Inceptions.Version1,
        ["inception5h"] = Inceptions.Version1WithResponseNorm,
        ["inception_v2"] = Inceptions.Version2,
        ["inception_v3"] = Inceptions.Version3,
        ["inception_v4"] = Inceptions.Version4,
        ["inception_resnet_v2"] = Inceptions.ResNetVersion2,
        ["mobilenet_v1 in blocks"] = () => MobileNets.Version1Dilated(blocks: true),
        ["mobilenet_v2"] = MobileNets.Version2,
        ["mobilenet_v3_small"] = () => MobileNets.Version3(large: false, Spelling.Slim),
        ["mobilenet_v3_large"] = () => MobileNets.Version3(large: true, Spelling.Slim),
        ["keras mobilenet_v3_large"] = () => MobileNets.Version3(large: true, Spelling.Keras),
        ["efficientnet_b0"] = MobileNets.EfficientNetB0,
        ["resnet_v1_50"] = () => ResNets.SlimVersion1(Spelling.Slim),
        ["resnet_v1_50 unfused"] = () => ResNets.SlimVersion1(Spelling.SlimUnfused),
        ["resnet_v2_50"] = ResNets.SlimVersion2,
        ["keras resnet50"] = ResNets.Keras,
        ["regnet"] = ResNets.RegNet,
        ["nasnet_mobile"] = NasNets.Nas,
        ["pnasnet_mobile"] = NasNets.Pnas,
        ["vgg_16"] = Classics.Vgg16,
        ["squeezenet"] = Classics.SqueezeNet,
        ["densenet"] = Classics.DenseNet,
        ["xception"] = Classics.Xception,
        ["shufflenet_v1"] = () => Classics.ShuffleNet(1),
        ["shufflenet_v2"] = () => Classics.ShuffleNet(2),
        ["vit by BatchMatMulV2"] = () => Transformers.Vision(einsum: false),
        ["vit by Einsum"] = () => Transformers.Vision(einsum: true),
        ["convnext"] = Transformers.ConvNeXt,
        ["bit"] = Transformers.BigTransfer,
    };

    public static TheoryData<string> Names() => new(s_networks.Keys);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_network_answers_as_in_TensorFlow(string name)
    {
        var tensorFlow = new TensorFlowEngine(RealTensorFlow.Engine.Library) { Rewrites = false };
        Network network = s_networks[name]();
        GraphModel graph = network.Build(name);
        using IGraphSession theirs = tensorFlow.CreateSession(graph, [network.Input], network.Outputs);
        using IGraphSession ours = new ManagedEngine().CreateSession(graph, [network.Input], network.Outputs);
        foreach (int batch in (int[])[3, 1])
        {
            Tensor images = Images(batch, network);
            Tensor[] expected = theirs.Run(images);
            if (batch > 1)
            {
                RequireDifferent(name, expected[^1]);
            }

            string? difference = Comparison.Difference(expected, ours.Run(images), network.Tolerance);
            Assert.True(difference is null, $"{name}, {batch} images: {difference}");
        }
    }

    /// <summary>What TensorFlow's processor kernels refuse, the same network in another spelling answers: GPU graphs keep channels in front.</summary>
    [SkippableFact]
    public void Channels_in_front_answer_as_channels_at_the_back() => Alike(ResNets.OfLayout(channelsFirst: false), ResNets.OfLayout(channelsFirst: true));

    /// <summary>They refuse depthwise convolutions with dilation, too; before there were any, graphs moved pixels into the batch.</summary>
    [SkippableFact]
    public void Dilated_depthwise_convolutions_answer_as_those_in_blocks() => Alike(MobileNets.Version1Dilated(blocks: true), MobileNets.Version1Dilated(blocks: false));

    private static void Alike(Network judged, Network spelled)
    {
        var tensorFlow = new TensorFlowEngine(RealTensorFlow.Engine.Library) { Rewrites = false };
        using IGraphSession theirs = tensorFlow.CreateSession(judged.Build("as TensorFlow takes it"), [judged.Input], judged.Outputs);
        using IGraphSession ours = new ManagedEngine().CreateSession(spelled.Build("as it is spelt elsewhere"), [spelled.Input], spelled.Outputs);
        Tensor images = Images(3, judged);
        Tensor[] expected = theirs.Run(images);
        RequireDifferent("as TensorFlow takes it", expected[^1]);
        string? difference = Comparison.Difference(expected, ours.Run(images), judged.Tolerance);
        Assert.True(difference is null, difference);
    }

    private static Tensor Images(int batch, Network network)
    {
        Tensor images = Tensor.Zeros(network.InputType, batch, network.Size, network.Size, 3);
        var random = new Random(network.Size);
        for (int i = 0; i < images.Length; i++)
        {
            // Waves rather than noise, so that deep layers do not see the same average everywhere.
            int image = i / (images.Length / batch);
            double value = Math.Sin((i % 977 / (40.0 + (image * 13))) + random.NextDouble()) + (0.4 * image * (i % 3 - 1));
            if (network.InputType == ElementType.UInt8)
            {
                images.Span<byte>()[i] = (byte)(127.5 + (127.5 * value));
            }
            else
            {
                images.Span<float>()[i] = (float)value;
            }
        }

        return images;
    }

    /// <summary>Whether two images get different bottlenecks, none of them NaN, by far more than the tolerance of a comparison; if not, why.</summary>
    private static void RequireDifferent(string name, Tensor answers)
    {
        float[] values = answers.Span<float>().ToArray();
        int length = values.Length / answers.Dimensions[0];
        float largest = values.Max(Math.Abs);
        float apart = Enumerable.Range(0, length).Max(i => Math.Abs(values[i] - values[length + i]));
        Assert.True(
            Array.TrueForAll(values, float.IsFinite) && apart > 0.03 * largest,
            $"{name}: a network that answers alike whatever it sees cannot judge anybody; values up to {largest}, two images {apart} apart.");
    }
}
