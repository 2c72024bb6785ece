using System.Text;
using Poets.Cli;
using Poets.Cli.Commands;
using Poets.Cli.Output;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C stops in order, so that what is written is whole; the second ends the process.
    pressed.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 14) { AutoFlush = false };
using var error = new StreamWriter(new LogStream(Console.OpenStandardError()), utf8, 1 << 10) { AutoFlush = true };
return CommandLine.Run(args, new CommandConsole(output, error, !Console.IsErrorRedirected), cancellation.Token);
