using System.Globalization;
using Poets.Cli.Arguments;
using Poets.Retraining;
using Poets.Retraining.Models;

namespace Poets.Cli.Commands;

/// <summary><c>poets models</c>: the catalogue of networks, and fetching them.</summary>
internal sealed class ModelsCommand : ICommand
{
    private static readonly ArgumentParser s_parser = new(
        "poets models",
        "Lists the networks and Hub modules that can be named, and where they stand. `poets models get NAME` fetches one.",
        [
            new Flag("--model_dir", FlagKind.Text, "Folder with the networks.", "the user's model folder"),
            new Flag("--mirror", FlagKind.Text, "Address that replaces everything before the archive's name.", "the origin, or $POETS_MODEL_MIRROR"),
            new Flag("--sha256", FlagKind.Text, "What the archive's SHA-256 must be."),
            new Flag("--force", FlagKind.Switch, "Fetch although it is there."),
        ],
        "[list | get NAME ...]");

    /// <inheritdoc/>
    public string Name => "models";

    /// <inheritdoc/>
    public string Summary => "list and fetch pretrained networks";

    /// <inheritdoc/>
    public int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        if (s_parser.Parse(arguments) is not { } parsed)
        {
            console.Out.Write(s_parser.Help());
            return 0;
        }

        return parsed.Positionals switch
        {
            [] or ["list"] => List(parsed, console),
            ["get", _, ..] => Get(parsed, console, cancel),
            ["get"] => throw new UsageException("the following arguments are required: NAME"),
            _ => throw new UsageException($"unrecognized arguments: {string.Join(' ', parsed.Positionals)} (list, or get NAME)"),
        };
    }

    private static int List(ParsedArguments arguments, CommandConsole console)
    {
        console.Out.Write($"{"name",-30}{"size",5}{"values",8}  {"state",-13}where\n");
        foreach (PretrainedModel model in ModelCatalog.Default.Models)
        {
            ModelState state = ModelCatalog.Default.Locate(model, arguments.Text("--model_dir"));
            console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{model.Name,-30}{Facts(state)}{state.Path ?? model.Origin!.ToString()}\n"));
        }

        console.Out.Write($"\n{"Hub module, for --tfhub_module",-82}{"size",5}{"values",8}  state\n");
        foreach (PretrainedModel module in HubCatalog.Modules)
        {
            console.Out.Write($"{module.Name,-82}{Facts(ModelCatalog.Default.Locate(module)).TrimEnd()}\n");
        }

        return 0;
    }

    private static string Facts(ModelState state) =>
        string.Create(CultureInfo.InvariantCulture, $"{state.Model.InputSize,5}{state.Model.BottleneckLength,8}  {state.Availability.ToString().ToLowerInvariant(),-13}");

    private static int Get(ParsedArguments arguments, CommandConsole console, CancellationToken cancel)
    {
        var options = new DownloadOptions
        {
            Mirror = Mirror(arguments),
            Sha256 = Sha256(arguments),
            Force = arguments.Has("--force"),
        };
        foreach (string name in arguments.Positionals.Skip(1))
        {
            PretrainedModel model = HubCatalog.Find(name) ?? ModelCatalog.Default.Get(name);
            bool wasThere = !options.Force && ModelDownloader.IsFetched(model, arguments.Text("--model_dir"));
            var progress = new DownloadLine(console.Out);
            string path = new ModelDownloader().DownloadAsync(model, arguments.Text("--model_dir"), options, progress, cancel).GetAwaiter().GetResult();
            progress.Finish();
            console.Out.Write(wasThere ? $"{name} was there already: {path}\n"
                : model.IsHubModule ? $"{name} stands in {path}.\n"
                : $"Successfully downloaded {Path.GetFileName(path)} {new FileInfo(path).Length} bytes.\n");
        }

        return 0;
    }

    private static string? Sha256(ParsedArguments arguments)
    {
        string? text = arguments.Text("--sha256");
        return text is null || (text.Length == 64 && text.All(char.IsAsciiHexDigit)) ? text
            : throw new UsageException($"argument --sha256: '{text}' is no SHA-256, which has 64 hexadecimal digits");
    }

    private static Uri? Mirror(ParsedArguments arguments) =>
        arguments.Text("--mirror") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? mirror) ? mirror
        : throw new UsageException($"argument --mirror: invalid address: '{text}'");

    /// <summary>The scripts' progress line (reference §3.3).</summary>
    private sealed class DownloadLine(TextWriter writer) : IProgress<DownloadProgress>
    {
        private bool _isOpen;

        public void Report(DownloadProgress value)
        {
            string percent = value.Total is > 0 and { } total ? PythonText.Fixed(100.0 * value.Received / total, 1) + "%" : $"{value.Received} bytes";
            writer.Write($"\r>> Downloading {value.File} {percent}");
            writer.Flush();
            _isOpen = true;
        }

        public void Finish()
        {
            if (_isOpen)
            {
                writer.Write('\n');
            }
        }
    }
}
