using System.Globalization;
using Poets.Cli.Arguments;
using Poets.Graphs;

namespace Poets.Cli.Commands;

/// <summary><c>poets count_ops</c>: the codelab's count_ops.py (reference §11), and what its second argument was meant for.</summary>
internal sealed class CountOpsCommand : ICommand
{
    private static readonly ArgumentParser s_parser = new(
        "poets count_ops",
        "Prints the number of operations in a frozen graph; with NAME, of those called NAME. --types counts each type instead.",
        [new Flag("--types", FlagKind.Switch, "A line for each type of operation.") { IsOurs = true }],
        "GRAPH [NAME]");

    /// <inheritdoc/>
    public string Name => "count_ops";

    /// <inheritdoc/>
    public string Summary => "count a graph's operations (count_ops.py)";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (s_parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(s_parser.Help());
            return 0;
        }

        parsed.RequireAtMost(2);
        if (parsed.Positionals.Count == 0)
        {
            throw new UsageException("the following arguments are required: GRAPH");
        }

        var nodes = GraphModel.Load(parsed.Positionals[0]).Definition.Node;
        if (parsed.Has("--types"))
        {
            foreach (var type in nodes.GroupBy(node => node.Op).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
            {
                console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{type.Count(),6} {type.Key}\n"));
            }

            return 0;
        }

        int count = parsed.Positionals.Count == 2 ? nodes.Count(node => node.Name == parsed.Positionals[1]) : nodes.Count;
        console.Out.Write(count.ToString(CultureInfo.InvariantCulture) + "\n");
        return 0;
    }
}
