using System.Text;

namespace Poets.Cli.Commands;

/// <summary>All commands, made only when named: starting one must not load the others.</summary>
internal static class CommandTable
{
    private static readonly string[] s_names = ["demo", "retrain", "label_image", "bottleneck", "evaluate", "models", "count_ops", "graph_pb2tb"];

    public static ICommand? Create(string name) => name switch
    {
        "demo" => new DemoCommand(),
        "retrain" => new RetrainCommand(),
        "label_image" => new LabelImageCommand(),
        "bottleneck" => new BottleneckCommand(),
        "evaluate" => new EvaluateCommand(),
        "models" => new ModelsCommand(),
        "count_ops" => new CountOpsCommand(),
        "graph_pb2tb" => new GraphToTensorBoardCommand(),
        _ => null,
    };

    public static string Help()
    {
        var help = new StringBuilder("usage: poets COMMAND ...\n\nTensorFlow for Poets without Python: teach a network your own photos.\n\ncommands:\n");
        foreach (string name in s_names)
        {
            help.Append($"  {name,-13}{Create(name)!.Summary}\n");
        }

        return help.Append("\n`poets COMMAND -h` tells a command's options. Start with `poets demo`.\n").ToString();
    }
}
