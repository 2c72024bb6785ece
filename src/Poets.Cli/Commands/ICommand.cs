namespace Poets.Cli.Commands;

/// <summary>One of the words that can follow <c>poets</c>.</summary>
internal interface ICommand
{
    /// <summary>The word.</summary>
    string Name { get; }

    /// <summary>A line for the list of commands.</summary>
    string Summary { get; }

    /// <summary>Does it.</summary>
    /// <param name="arguments">What follows the word.</param>
    /// <param name="console">Where output goes.</param>
    /// <param name="cancel">Signalled by Ctrl+C.</param>
    /// <returns>The exit code.</returns>
    int Run(string[] arguments, CommandConsole console, CancellationToken cancel);
}
