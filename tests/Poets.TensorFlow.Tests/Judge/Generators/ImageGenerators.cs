using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Judge.Generators;

/// <summary>Operators on pictures.</summary>
internal static class ImageGenerators
{
    internal static void AddTo(GeneratorTable table)
    {
        foreach (string op in (string[])["ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea"])
        {
            table.Add(op, (draw, graph) =>
            {
                ElementType type = draw.Of(ElementType.Float32, ElementType.UInt8, ElementType.Int32);
                int[] shape = [draw.Int(1, 2), draw.Int(1, 17), draw.Int(1, 17), draw.Of(3, 1, 4, 5)];
                int[] size = [draw.Int(1, 23), draw.Int(1, 23)];
                bool corners = draw.Rarely(3);
                (string, object)[] attributes = [("T", type), ("align_corners", corners)];
                if (op != "ResizeArea")
                {
                    attributes = [.. attributes, ("half_pixel_centers", !corners && draw.Rarely(3))];
                }

                graph.Op(op, [graph.Input(draw.Values(type, shape, 0, 255)), graph.Weights(Tensor.Of(size, 2))], attributes);
            });
        }

        table.Add("CropAndResize", (draw, graph) =>
        {
            (int images, int boxes) = (draw.Int(1, 3), draw.Int(1, 4));
            string image = graph.Input(draw.Values(ElementType.Float32, [images, draw.Int(1, 9), draw.Int(1, 9), draw.Int(1, 4)], 0, 255));
            string box = graph.Input(draw.Values(ElementType.Float32, [boxes, 4], -0.3, 1.3));
            string which = graph.Input(draw.Values(ElementType.Int32, [boxes], 0, images - 1));
            graph.Op("CropAndResize", [image, box, which, graph.Ints(draw.Int(1, 6), draw.Int(1, 6))], ("T", ElementType.Float32), ("method", draw.Of("bilinear", "nearest")), ("extrapolation_value", draw.Of(0f, 7f)));
        });
        table.Add("ExtractImagePatches", (draw, graph) =>
        {
            string image = graph.Input(draw.Floats(draw.Int(1, 2), draw.Int(2, 9), draw.Int(2, 9), draw.Int(1, 4)));
            graph.Op(
                "ExtractImagePatches", [image], ("T", ElementType.Float32), ("ksizes", new[] { 1, draw.Int(1, 3), draw.Int(1, 3), 1 }), ("strides", new[] { 1, draw.Int(1, 3), draw.Int(1, 3), 1 }),
                ("rates", new[] { 1, draw.Int(1, 2), draw.Int(1, 2), 1 }), ("padding", draw.Of("SAME", "VALID")));
        });
        table.Add("AdjustContrastv2", (draw, graph) =>
            graph.Op("AdjustContrastv2", [graph.Input(draw.Values(ElementType.Float32, [draw.Int(1, 2), draw.Int(1, 7), draw.Int(1, 7), 3], 0, 1)), graph.Weights(draw.Values(ElementType.Float32, [], 0, 2))], ("T", ElementType.Float32)));
        table.Add("AdjustSaturation", (draw, graph) => Colours("AdjustSaturation", draw, graph, 0, 2));
        table.Add("AdjustHue", (draw, graph) => Colours("AdjustHue", draw, graph, -0.5, 0.5));
        table.Add("RGBToHSV", (draw, graph) => graph.Op("RGBToHSV", [graph.Input(draw.Values(ElementType.Float32, [draw.Int(1, 5), draw.Int(1, 5), 3], 0, 1))], ("T", ElementType.Float32)));
        table.Add("HSVToRGB", (draw, graph) => graph.Op("HSVToRGB", [graph.Input(draw.Values(ElementType.Float32, [draw.Int(1, 5), draw.Int(1, 5), 3], 0, 1))], ("T", ElementType.Float32)));
    }

    private static void Colours(string op, Draw draw, CaseBuilder graph, double low, double high) =>
        graph.Op(op, [graph.Input(draw.Values(ElementType.Float32, [draw.Int(1, 5), draw.Int(1, 5), 3], 0, 1)), graph.Weights(draw.Values(ElementType.Float32, [], low, high))], ("T", ElementType.Float32));
}
