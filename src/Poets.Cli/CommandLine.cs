using Poets.Cli.Arguments;
using Poets.Cli.Commands;
using Poets.Cli.Output;
using Poets.Graphs;
using Poets.Retraining;
using Poets.Retraining.Training;

namespace Poets.Cli;

/// <summary>The <c>poets</c> command: finds the sub-command, and turns failures into messages and exit codes.</summary>
public static class CommandLine
{
    /// <summary>What Ctrl+C returns, as shells have it.</summary>
    public const int CancelledExitCode = 130;

    /// <summary>What a reader's leaving returns, as shells have it of programs that SIGPIPE ends.</summary>
    public const int ReaderGoneExitCode = 141;

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">Everything after <c>poets</c>.</param>
    /// <param name="console">Where output goes.</param>
    /// <param name="cancel">Signalled by Ctrl+C.</param>
    /// <returns>The exit code (reference §7.7): 0, 1 for a failure, 2 for a command line that cannot be read, 255 where retrain.py returns -1.</returns>
    public static int Run(string[] arguments, CommandConsole console, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(console);
        string name = arguments.Length > 0 ? arguments[0] : string.Empty;
        ICommand? command = CommandTable.Create(name);
        string program = command is null ? "poets" : $"poets {name}";
        try
        {
            int code = command?.Run(arguments[1..], console, cancel) ?? RunWithoutCommand(name, console);

            // What is still in the buffer may find the disk full as well.
            console.Out.Flush();
            return code;
        }
        catch (UsageException error)
        {
            console.Error.Write($"{program}: error: {error.Message}\n");
            return 2;
        }
        catch (RetrainException error)
        {
            console.Error.Write($"ERROR:tensorflow:{error.Message}\n");
            return error.ExitCode;
        }
        catch (Exception error) when (error is GraphException or TrainingException or IOException or UnauthorizedAccessException)
        {
            console.Error.Write($"{program}: error: {error.Message}\n");
            return 1;
        }
        catch (OperationCanceledException)
        {
            console.Error.Write($"{program}: stopped\n");
            return CancelledExitCode;
        }
        catch (ReaderGoneException)
        {
            return ReaderGoneExitCode;
        }
    }

    private static int RunWithoutCommand(string name, CommandConsole console)
    {
        switch (name)
        {
            case "-h" or "--help" or "help":
                console.Out.Write(CommandTable.Help());
                return 0;
            case "":
                console.Error.Write(CommandTable.Help());
                return 2;
            case "--version":
                console.Out.Write($"poets {typeof(CommandLine).Assembly.GetName().Version?.ToString(3)}\n");
                return 0;
            default:
                console.Error.Write($"poets: error: there is no command '{name}'\n{CommandTable.Help()}");
                return 2;
        }
    }
}
