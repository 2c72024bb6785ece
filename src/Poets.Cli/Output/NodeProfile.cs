using System.Globalization;
using Poets.Graphs.Execution;

namespace Poets.Cli.Output;

/// <summary>The best time of each node of a network over some runs: the table of <c>--profile</c>. Safe to add to from several threads.</summary>
internal sealed class NodeProfile
{
    private readonly object _gate = new();
    private readonly Dictionary<string, NodeTiming> _best = new(StringComparer.Ordinal);

    /// <summary>Takes a time, if it is the best of its node.</summary>
    public void Add(NodeTiming timing)
    {
        lock (_gate)
        {
            if (!_best.TryGetValue(timing.Node, out NodeTiming known) || timing.Microseconds < known.Microseconds)
            {
                _best[timing.Node] = timing;
            }
        }
    }

    /// <summary>Writes the table, the slowest node first: microseconds, share of the sum, operator, kernel, node.</summary>
    public void Write(TextWriter writer)
    {
        NodeTiming[] timings = [.. _best.Values.OrderByDescending(timing => timing.Microseconds)];
        if (timings.Length == 0)
        {
            writer.Write("Nothing to profile: either no image went through the network, or TensorFlow ran it, which does not tell its nodes apart.\n");
            return;
        }

        double total = timings.Sum(timing => timing.Microseconds);
        int operators = Math.Max("operator".Length, timings.Max(timing => timing.Operator.Length));
        int kernels = Math.Max("kernel".Length, timings.Max(timing => timing.Kernel.Length));
        writer.Write($"{"best us",10}  {"share",7}  {"operator".PadRight(operators)}  {"kernel".PadRight(kernels)}  node\n");
        foreach (NodeTiming timing in timings)
        {
            string share = (timing.Microseconds / total).ToString("0.0%", CultureInfo.InvariantCulture);
            writer.Write($"{Number(timing.Microseconds),10}  {share,7}  {timing.Operator.PadRight(operators)}  {timing.Kernel.PadRight(kernels)}  {timing.Node}\n");
        }

        writer.Write($"{Number(total),10}  the sum of {timings.Length} nodes\n");
    }

    private static string Number(double microseconds) => microseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
