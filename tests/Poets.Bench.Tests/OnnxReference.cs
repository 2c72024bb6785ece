using System.Buffers.Binary;
using Poets.Bench.Onnx.Protobuf;

namespace Poets.Bench.Tests;

/// <summary>
/// Runs exported models by the letter of ONNX's operator definitions, in double precision and without any speed, so that
/// the exporter can be judged where no ONNX Runtime is installed.
/// </summary>
internal sealed class OnnxReference
{
    private readonly Dictionary<string, (double[] Values, int[] Shape)> _tensors = new(StringComparer.Ordinal);

    private OnnxReference(GraphProto graph)
    {
        foreach (TensorProto weights in graph.Initializer)
        {
            ReadOnlySpan<byte> bytes = weights.RawData.Span;
            var values = new double[weights.Dims.Aggregate(1L, (product, size) => product * size)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
            }

            _tensors[weights.Name] = (values, [.. weights.Dims.Select(size => (int)size)]);
        }
    }

    /// <summary>The model's answer to an input in the model's own layout.</summary>
    public static float[] Run(ModelProto model, float[] input)
    {
        var reference = new OnnxReference(model.Graph);
        ValueInfoProto fed = model.Graph.Input.Single();
        int[] shape = [.. fed.Type.TensorType.Shape.Dim.Select(dimension => (int)dimension.DimValue)];
        reference._tensors[fed.Name] = (Array.ConvertAll(input, value => (double)value), shape);
        foreach (NodeProto node in model.Graph.Node)
        {
            reference._tensors[node.Output.Single()] = reference.Evaluate(node);
        }

        ValueInfoProto answer = model.Graph.Output.Single();
        (double[] values, int[] answered) = reference._tensors[answer.Name];
        Assert.Equal(answer.Type.TensorType.Shape.Dim.Select(dimension => (int)dimension.DimValue), answered);
        return Array.ConvertAll(values, value => (float)value);
    }

    private (double[] Values, int[] Shape) Evaluate(NodeProto node)
    {
        (double[] x, int[] shape) = _tensors[node.Input[0]];
        switch (node.OpType)
        {
            case "Conv":
                return Convolve(node);
            case "MaxPool" or "AveragePool":
                return Pool(node);
            case "GlobalAveragePool":
                int area = shape[2] * shape[3];
                return ([.. x.Chunk(area).Select(plane => plane.Average())], [shape[0], shape[1], 1, 1]);
            case "Relu":
                return (Array.ConvertAll(x, value => Math.Max(value, 0)), shape);
            case "Clip":
                (double low, double high) = (Second(node, 1).Values[0], Second(node, 2).Values[0]);
                return (Array.ConvertAll(x, value => Math.Clamp(value, low, high)), shape);
            case "Add":
                return Combine(node, (a, b) => a + b);
            case "Sub":
                return Combine(node, (a, b) => a - b);
            case "Mul":
                return Combine(node, (a, b) => a * b);
            case "Flatten":
                Assert.Equal(1, Attribute(node, "axis")!.I);
                return (x, [shape[0], x.Length / shape[0]]);
            case "Softmax":
                Assert.Equal(shape.Length - 1, Attribute(node, "axis")!.I);
                return ([.. x.Chunk(shape[^1]).SelectMany(Softmax)], shape);
            case "MatMul":
                return Multiply(node);
            case "Concat":
                return Concatenate(node);
            case "Transpose":
                Assert.Equal([0, 2, 3, 1], Attribute(node, "perm")!.Ints);
                return ChannelsLast(x, shape);
            default:
                throw new NotSupportedException(node.OpType);
        }
    }

    private (double[] Values, int[] Shape) Convolve(NodeProto node)
    {
        (double[] x, int[] shape) = _tensors[node.Input[0]];
        (double[] filter, int[] filterShape) = _tensors[node.Input[1]];
        double[] bias = _tensors[node.Input[2]].Values;
        int groups = (int)Attribute(node, "group")!.I;
        Assert.Equal(shape[1], filterShape[1] * groups);
        int outputsInGroup = filterShape[0] / groups;
        return Slide(node, shape, filterShape[0], (image, channel, taps) =>
        {
            double sum = bias[channel];
            int firstInput = channel / outputsInGroup * filterShape[1];
            foreach ((int tap, int row, int column) in taps)
            {
                for (int i = 0; i < filterShape[1]; i++)
                {
                    double pixel = x[(((((image * shape[1]) + firstInput + i) * shape[2]) + row) * shape[3]) + column];
                    sum += pixel * filter[(((channel * filterShape[1]) + i) * filterShape[2] * filterShape[3]) + tap];
                }
            }

            return sum;
        });
    }

    private (double[] Values, int[] Shape) Pool(NodeProto node)
    {
        (double[] x, int[] shape) = _tensors[node.Input[0]];
        return Slide(node, shape, shape[1], (image, channel, taps) =>
        {
            IEnumerable<double> window = taps.Select(tap => x[(((((image * shape[1]) + channel) * shape[2]) + tap.Row) * shape[3]) + tap.Column]);
            return node.OpType == "MaxPool" ? window.Max() : window.Average();
        });
    }

    /// <summary>Calls <paramref name="value"/> with the taps of each window that lie within the image.</summary>
    private static (double[] Values, int[] Shape) Slide(NodeProto node, int[] shape, int channels, Func<int, int, List<(int Tap, int Row, int Column)>, double> value)
    {
        var kernel = Attribute(node, "kernel_shape")!.Ints;
        var strides = Attribute(node, "strides")!.Ints;
        var pads = Attribute(node, "pads")!.Ints;
        var dilations = Attribute(node, "dilations")?.Ints ?? [1, 1];
        int height = (int)(((shape[2] + pads[0] + pads[2] - ((kernel[0] - 1) * dilations[0]) - 1) / strides[0]) + 1);
        int width = (int)(((shape[3] + pads[1] + pads[3] - ((kernel[1] - 1) * dilations[1]) - 1) / strides[1]) + 1);
        var answer = new double[shape[0] * channels * height * width];
        for (int i = 0; i < answer.Length; i++)
        {
            (int channel, int row, int column) = (i / (height * width) % channels, i / width % height, i % width);
            var taps = new List<(int, int, int)>();
            for (int tap = 0; tap < kernel[0] * kernel[1]; tap++)
            {
                int y = (int)((row * strides[0]) - pads[0] + (tap / kernel[1] * dilations[0]));
                int x = (int)((column * strides[1]) - pads[1] + (tap % kernel[1] * dilations[1]));
                if (y >= 0 && y < shape[2] && x >= 0 && x < shape[3])
                {
                    taps.Add((tap, y, x));
                }
            }

            answer[i] = value(i / (channels * height * width), channel, taps);
        }

        return (answer, [shape[0], channels, height, width]);
    }

    private (double[] Values, int[] Shape) Combine(NodeProto node, Func<double, double, double> combine)
    {
        (double[] x, int[] shape) = _tensors[node.Input[0]];
        (double[] y, int[] other) = Second(node, 1);
        int[] padded = [.. Enumerable.Repeat(1, shape.Length - other.Length), .. other];
        var answer = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int rest = i;
            int index = 0;
            int step = 1;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, int coordinate) = Math.DivRem(rest, shape[axis]);
                Assert.True(padded[axis] == 1 || padded[axis] == shape[axis], $"{node.Name}: shapes do not broadcast");
                index += padded[axis] == 1 ? 0 : coordinate * step;
                step *= padded[axis];
            }

            answer[i] = combine(x[i], y[index]);
        }

        return (answer, shape);
    }

    private (double[] Values, int[] Shape) Multiply(NodeProto node)
    {
        (double[] x, int[] shape) = _tensors[node.Input[0]];
        (double[] y, int[] other) = Second(node, 1);
        Assert.Equal(shape[1], other[0]);
        var answer = new double[shape[0] * other[1]];
        for (int i = 0; i < answer.Length; i++)
        {
            for (int k = 0; k < shape[1]; k++)
            {
                answer[i] += x[(i / other[1] * shape[1]) + k] * y[(k * other[1]) + (i % other[1])];
            }
        }

        return (answer, [shape[0], other[1]]);
    }

    private (double[] Values, int[] Shape) Concatenate(NodeProto node)
    {
        Assert.Equal(1, Attribute(node, "axis")!.I);
        (double[] Values, int[] Shape)[] parts = [.. node.Input.Select(name => _tensors[name])];
        int batch = parts[0].Shape[0];
        IEnumerable<double> joined = Enumerable.Range(0, batch).SelectMany(image => parts.SelectMany(part => part.Values.Chunk(part.Values.Length / batch).ElementAt(image)));
        return ([.. joined], [batch, parts.Sum(part => part.Shape[1]), .. parts[0].Shape[2..]]);
    }

    private static (double[] Values, int[] Shape) ChannelsLast(double[] x, int[] shape)
    {
        var answer = new double[x.Length];
        int pixels = shape[2] * shape[3];
        for (int i = 0; i < x.Length; i++)
        {
            (int plane, int pixel) = Math.DivRem(i, pixels);
            (int image, int channel) = Math.DivRem(plane, shape[1]);
            answer[(((image * pixels) + pixel) * shape[1]) + channel] = x[i];
        }

        return (answer, [shape[0], shape[2], shape[3], shape[1]]);
    }

    private static IEnumerable<double> Softmax(double[] row)
    {
        double largest = row.Max();
        double sum = row.Sum(value => Math.Exp(value - largest));
        return row.Select(value => Math.Exp(value - largest) / sum);
    }

    private (double[] Values, int[] Shape) Second(NodeProto node, int index) => _tensors[node.Input[index]];

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.SingleOrDefault(attribute => attribute.Name == name);
}
