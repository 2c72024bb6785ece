using Poets.Cli.Arguments;
using Poets.Cli.Output;
using Poets.Retraining;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Datasets;

namespace Poets.Cli.Commands;

/// <summary><c>poets bottleneck</c>: the features of images, a line each, through the cache where one is named.</summary>
internal sealed class BottleneckCommand : ICommand
{
    /// <summary>What the command takes.</summary>
    internal static ArgumentParser Parser { get; } = new(
        "poets bottleneck",
        "Prints what a network makes of images: path, tab, the bottleneck's numbers joined by commas. Folders stand for the images in them.",
        [
            new Flag("--architecture", FlagKind.Text, "The network.", "efficientnet_lite0"),
            new Flag("--tfhub_module", FlagKind.Text, "A TensorFlow Hub module in place of an architecture."),
            new Flag("--graph", FlagKind.Text, "Any frozen graph in place of both; needs --bottleneck_tensors."),
            new Flag("--model_dir", FlagKind.Text, "Folder with the networks, or their .tgz archives."),
            new Flag("--bottleneck_dir", FlagKind.Text, "Read and write retrain.py's cache in this folder."),
            NetworkOptions.Profile,
            .. RetrainFlags.Network,
        ],
        "PATH ...");

    /// <inheritdoc/>
    public string Name => "bottleneck";

    /// <inheritdoc/>
    public string Summary => "print what a network makes of images";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (Parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(Parser.Help());
            return 0;
        }

        if (parsed.Positionals.Count == 0)
        {
            throw new UsageException("the following arguments are required: PATH");
        }

        int failures = 0;
        bool cacheIsTold = false;
        NodeProfile? profile = parsed.Has("--profile") ? new NodeProfile() : null;
        using var extractor = BottleneckExtractor.Create(NetworkOptions.With(new BackboneOptions { Profile = profile is null ? null : profile.Add }, parsed), parsed.Text("--bottleneck_dir"));
        foreach (BottleneckResult result in extractor.Extract(ImageFolders.Expand(parsed.Positionals), cancel))
        {
            if (result.Bottleneck is { } bottleneck)
            {
                // Each at once: whoever reads may want no more of them.
                console.Out.Write($"{result.Path}\t{System.Text.Encoding.ASCII.GetString(FloatText.Write(bottleneck.Values))}\n");
                console.Out.Flush();
            }
            else
            {
                failures++;
                console.Error.Write($"poets bottleneck: error: {result.Path}: {result.Error!.Message}\n");
            }

            if (!cacheIsTold && extractor.CacheFault is { } fault)
            {
                // What is printed is right, so it goes on; who wants the cache rather than the print learns it at once, and at the end.
                cacheIsTold = true;
                failures++;
                console.Error.Write($"poets bottleneck: error: {fault.Message}\n");
            }
        }

        profile?.Write(console.Error);
        return failures == 0 ? 0 : 1;
    }
}
