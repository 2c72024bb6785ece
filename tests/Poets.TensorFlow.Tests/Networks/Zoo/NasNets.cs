using Poets.Graphs;

namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>NASNet-A and PNASNet (mobile) as TF-slim exports them: cells of two states, found by search.</summary>
internal sealed class NasNets
{
    /// <summary>A cell's plan: operations in pairs, what state each reads, and which states the cell's end leaves out.</summary>
    private sealed record Plan(string[] Operations, int[] Reads, int[] Used);

    private static readonly Plan s_nasNormal = new(
        ["sep5", "sep3", "sep5", "sep3", "avg", "none", "avg", "avg", "sep3", "none"], [0, 1, 1, 1, 0, 1, 1, 1, 0, 0], [1, 0, 0, 0, 0, 0, 0]);

    private static readonly Plan s_nasReduction = new(
        ["sep5", "sep7", "max", "sep7", "avg", "sep5", "none", "avg", "sep3", "max"], [0, 1, 0, 1, 0, 1, 3, 2, 2, 0], [1, 1, 1, 0, 0, 0, 0]);

    private static readonly Plan s_pnas = new(
        ["sep5", "max", "sep7", "max", "sep5", "sep3", "sep3", "max", "sep3", "none"], [1, 1, 0, 0, 0, 0, 4, 0, 1, 0], [1, 1, 0, 0, 0, 0, 0]);

    private readonly NetworkWriter _net = new(Spelling.Slim, 1);
    private readonly Dictionary<string, int> _sizes = new(StringComparer.Ordinal);

    internal static Network Nas() => new NasNets().Build(s_nasNormal, s_nasReduction);

    internal static Network Pnas() => new NasNets().Build(s_pnas, s_pnas);

    private Network Build(Plan normal, Plan reduction)
    {
        const int Size = 65;
        const int Filters = 8;
        Signal images = _net.Images(Size);
        Signal x = Sized(_net.BatchNorm("conv0_bn", _net.Conv("conv0", images, 12, 3, 3, 2, "VALID")), 32);
        Signal? before = null;
        (Plan Plan, int Filters, int Stride)[] cells =
        [
            (reduction, 4, 2), (reduction, 4, 2), (normal, Filters, 1), (normal, Filters, 1), (reduction, 2 * Filters, 2), (normal, 2 * Filters, 1),
        ];
        for (int i = 0; i < cells.Length; i++)
        {
            Signal next = Cell($"cell_{i}", x, before ?? x, cells[i].Plan, cells[i].Filters, cells[i].Stride);
            (before, x) = (x, next);
        }

        Signal pooled = _net.Mean("final_layer/Mean", _net.Over("final_layer/Relu", "Relu", x));
        string softmax = _net.Float("final_layer/predictions", "Softmax", [_net.Dense("final_layer/FC", pooled, 24).Name]);
        return new Network(_net, Size, [softmax, pooled.Name]) { Tolerance = 1e-3 };
    }

    private Signal Cell(string scope, Signal x, Signal before, Plan plan, int filters, int stride)
    {
        var states = new List<Signal> { Begin(scope, x, filters), Previous(scope, before, SizeOf(x), filters) };
        for (int pair = 0; pair < 5; pair++)
        {
            string left = $"{scope}/comb_iter_{pair}/left";
            string right = $"{scope}/comb_iter_{pair}/right";
            Signal first = Operate(left, states[plan.Reads[2 * pair]], plan.Operations[2 * pair], filters, plan.Reads[2 * pair] < 2 ? stride : 1);
            Signal second = Operate(right, states[plan.Reads[(2 * pair) + 1]], plan.Operations[(2 * pair) + 1], filters, plan.Reads[(2 * pair) + 1] < 2 ? stride : 1);
            states.Add(Sized(_net.Sum($"{scope}/comb_iter_{pair}/combine/add", first, second), SizeOf(first)));
        }

        int size = SizeOf(states[^1]);
        var kept = new List<Signal>();
        for (int i = 0; i < states.Count; i++)
        {
            if (plan.Used[i] == 0)
            {
                kept.Add(SizeOf(states[i]) == size ? states[i] : FactorizedReduction($"{scope}/cell_output/reduction_{i}", states[i], filters));
            }
        }

        return Sized(_net.Concat(scope + "/cell_output/concat", [.. kept]), size);
    }

    private Signal Begin(string scope, Signal x, int filters)
    {
        Signal y = _net.BatchNorm(scope + "/beginning_bn", _net.Conv(scope + "/1x1", _net.Over(scope + "/Relu", "Relu", x), filters, 1, 1));

        // Slim splits into one part: an operator more, and nothing done.
        string split = _net.Node(scope + "/split", "Split", [_net.Int(scope + "/split/split_dim", 3), y.Name], ("T", ElementType.Float32), ("num_split", 1));
        return Sized(y with { Name = split }, SizeOf(x));
    }

    private Signal Previous(string scope, Signal before, int size, int filters)
    {
        if (SizeOf(before) != size)
        {
            return FactorizedReduction(scope + "/reduce_prev", Sized(_net.Over(scope + "/prev/Relu", "Relu", before), SizeOf(before)), filters);
        }

        return before.Channels == filters ? before
            : Sized(_net.BatchNorm(scope + "/prev_bn", _net.Conv(scope + "/prev_1x1", _net.Over(scope + "/prev/Relu", "Relu", before), filters, 1, 1)), size);
    }

    private Signal FactorizedReduction(string scope, Signal x, int filters)
    {
        Signal first = _net.Conv(scope + "/path1_conv", _net.Pool(scope + "/AvgPool", "AvgPool", x, 1, 2, "VALID"), filters / 2, 1, 1);
        Signal padded = _net.Pad(scope + "/Pad", x, 0, 1);
        Signal shifted = x with
        {
            Name = _net.Node(
                scope + "/strided_slice", "StridedSlice",
                [padded.Name, _net.Ints(scope + "/stack", 0, 1, 1, 0), _net.Ints(scope + "/stack_1", 0, 0, 0, 0), _net.Ints(scope + "/stack_2", 1, 1, 1, 1)],
                ("T", ElementType.Float32), ("Index", ElementType.Int32), ("begin_mask", 9), ("end_mask", 15)),
        };
        Signal second = _net.Conv(scope + "/path2_conv", _net.Pool(scope + "/AvgPool_1", "AvgPool", shifted, 1, 2, "VALID"), filters - (filters / 2), 1, 1);
        return Sized(_net.BatchNorm(scope + "/final_path_bn", _net.Concat(scope + "/concat", first, second)), (SizeOf(x) + 1) / 2);
    }

    private Signal Operate(string scope, Signal x, string operation, int filters, int stride)
    {
        int size = (SizeOf(x) + stride - 1) / stride;
        Signal y = x;
        if (operation.StartsWith("sep", StringComparison.Ordinal))
        {
            int kernel = operation[3] - '0';
            for (int layer = 1; layer <= 2; layer++)
            {
                string name = $"{scope}/separable_{kernel}x{kernel}_{layer}";
                y = _net.DepthwiseConv(name, _net.Over(name + "/Relu", "Relu", y), kernel, layer == 1 ? stride : 1);
                y = _net.BatchNorm($"{scope}/bn_sep_{kernel}x{kernel}_{layer}", _net.Conv(name + "/pointwise", y, filters, 1, 1));
            }

            return Sized(y, size);
        }

        if (operation == "none")
        {
            return stride == 1 && x.Channels == filters ? x
                : Sized(_net.BatchNorm(scope + "/bn_1", _net.Conv(scope + "/1x1", _net.Over(scope + "/Relu", "Relu", x), filters, 1, 1, stride)), size);
        }

        y = _net.Pool(scope + (operation == "max" ? "/MaxPool" : "/AvgPool"), operation == "max" ? "MaxPool" : "AvgPool", x, 3, stride);
        return Sized(y.Channels == filters ? y : _net.BatchNorm(scope + "/bn_1", _net.Conv(scope + "/1x1", y, filters, 1, 1)), size);
    }

    private Signal Sized(Signal x, int size)
    {
        _sizes[x.Name] = size;
        return x;
    }

    private int SizeOf(Signal x) => _sizes[x.Name];
}
