using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Convolutions and what is added to them.</summary>
internal static class ConvolutionOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("Conv2D", static node => ChannelsLast.Wrap(node, new ConvolutionOperator(depthwise: false, WindowRule.Read(node))));
        registry.Add("DepthwiseConv2dNative", static node => ChannelsLast.Wrap(node, new ConvolutionOperator(depthwise: true, WindowRule.Read(node))));
        registry.Add("BiasAdd", static node => new BiasAddOperator(WindowRule.ChannelsFirst(node)));
        registry.Add("BiasAddV1", static node => new BiasAddOperator(channelsFirst: false));
    }
}
