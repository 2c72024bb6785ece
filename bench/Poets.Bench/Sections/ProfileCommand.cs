using System.CommandLine;
using System.Globalization;
using Poets.Bench.Networks;
using Poets.Graphs;
using Poets.Graphs.Execution;

namespace Poets.Bench.Sections;

/// <summary>Where the time of a network goes: the best time of each node over many runs, by kernel and node by node.</summary>
internal static class ProfileCommand
{
    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("network") { Description = "A network of the table." };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 1 };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 200 };
        var top = new Option<int>("--top") { Description = "Nodes to print.", DefaultValueFactory = _ => 20 };
        var command = new Command("profile", "Best time of each node of one network.") { name, batch, threads, runs, top };
        command.SetAction(result => Run(result.GetValue(name)!, result.GetValue(batch), result.GetValue(threads), result.GetValue(runs), result.GetValue(top)));
        return command;
    }

    private static void Run(string name, int batch, int threads, int runs, int top)
    {
        BenchNetwork network = NetworkCatalogue.All().FirstOrDefault(network => network.Name == name)
            ?? throw new ArgumentException($"There is no network {name}; there are {string.Join(", ", NetworkCatalogue.All().Select(network => network.Name))}.");
        using var session = (ManagedSession)new ManagedEngine().CreateSession(
            GraphModel.FromGraphDef(network.Read(), name), [network.Input], [network.Output], new SessionOptions { Threads = threads });
        var input = Tensor.Of(network.MakeInput(batch), network.InputShape(batch));
        var best = new Dictionary<string, NodeTiming>(StringComparer.Ordinal);
        session.Profile = timing =>
        {
            if (!best.TryGetValue(timing.Node, out NodeTiming known) || timing.Microseconds < known.Microseconds)
            {
                best[timing.Node] = timing;
            }
        };
        for (int i = 0; i < runs; i++)
        {
            session.Run(input);
        }

        double total = best.Values.Sum(timing => timing.Microseconds);
        Print($"{name}, batch {batch}, {threads} threads: {total:F0} us in {best.Count} nodes");
        foreach (var group in best.Values.GroupBy(timing => (timing.Operator, timing.Kernel)).OrderByDescending(group => group.Sum(timing => timing.Microseconds)))
        {
            double sum = group.Sum(timing => timing.Microseconds);
            Print($"{sum,10:F0} us {100 * sum / total,5:F1} %  {group.Count(),3} x {group.Key.Operator}  {group.Key.Kernel}");
        }

        foreach (NodeTiming timing in best.Values.OrderByDescending(timing => timing.Microseconds).Take(top))
        {
            Print($"{timing.Microseconds,10:F0} us {100 * timing.Microseconds / total,5:F1} % {Speed(timing)} {timing.Node}  {timing.Kernel}");
        }
    }

    /// <summary>Of the formula's operations; those that Winograd's transforms spare count, too.</summary>
    private static string Speed(NodeTiming timing) => timing.MultiplyAdds == 0
        ? new string(' ', 13)
        : string.Create(CultureInfo.InvariantCulture, $"{2 * timing.MultiplyAdds / timing.Microseconds / 1000,6:F1} GFLOP/s");

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
