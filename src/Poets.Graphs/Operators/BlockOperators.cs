using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>Operators that exchange space against batch or channels, resizing, and other sampling.</summary>
internal static class BlockOperators
{
    public static void RegisterAll(OperatorRegistry registry)
    {
        registry.Add("SpaceToBatchND", static node => new SpaceToBatchOperator(back: false));
        registry.Add("BatchToSpaceND", static node => new SpaceToBatchOperator(back: true));
        registry.Add("SpaceToDepth", static node => ChannelsLast.Wrap(node, new SpaceToDepthOperator((int)node.Int("block_size"), back: false)));
        registry.Add("DepthToSpace", static node => ChannelsLast.Wrap(node, new SpaceToDepthOperator((int)node.Int("block_size"), back: true)));
        registry.Add("ExtractImagePatches", static node => ImagePatchesOperator.Read(node));
        registry.Add("ResizeBilinear", static node => ResizeOperator.Read(node));
        registry.Add("ResizeNearestNeighbor", static node => ResizeOperator.Read(node));
    }
}
