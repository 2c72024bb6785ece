using Google.Protobuf;
using Poets.Cli.Arguments;
using Poets.Graphs;
using Poets.Retraining.Summaries;

namespace Poets.Cli.Commands;

/// <summary><c>poets graph_pb2tb</c>: the codelab's graph_pb2tb.py (reference §11).</summary>
internal sealed class GraphToTensorBoardCommand : ICommand
{
    private static readonly ArgumentParser s_parser = new("poets graph_pb2tb", "Writes an event file with a frozen graph, for TensorBoard's graph tab.", [], "OUT_DIR GRAPH");

    /// <inheritdoc/>
    public string Name => "graph_pb2tb";

    /// <inheritdoc/>
    public string Summary => "show a graph in TensorBoard (graph_pb2tb.py)";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (s_parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(s_parser.Help());
            return 0;
        }

        parsed.RequireAtMost(2);
        if (parsed.Positionals is not [var folder, var graph])
        {
            throw new UsageException("the following arguments are required: OUT_DIR, GRAPH");
        }

        byte[] content = GraphModel.Load(graph).Definition.ToByteArray();
        using var events = new EventFileWriter(folder);
        events.WriteGraph(content);
        return 0;
    }
}
