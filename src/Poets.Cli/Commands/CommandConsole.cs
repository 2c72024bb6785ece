namespace Poets.Cli.Commands;

/// <summary>Where a command's output goes, so that tests can read it.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Log lines and errors.</param>
/// <param name="IsInteractive">Whether <paramref name="Error"/> is a terminal that can show progress.</param>
public sealed record CommandConsole(TextWriter Out, TextWriter Error, bool IsInteractive = false);
