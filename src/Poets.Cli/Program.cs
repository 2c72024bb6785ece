using System.Text;
using Poets.Cli;
using Poets.Cli.Commands;
using Poets.Cli.Output;

using var interruption = new Interruption();
interruption.Listen();
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var output = new StreamWriter(Console.IsOutputRedirected ? new RedirectedOutput() : Console.OpenStandardOutput(), utf8, 1 << 14) { AutoFlush = false };
var error = new StreamWriter(new LogStream(Console.OpenStandardError()), utf8, 1 << 10) { AutoFlush = true };
return interruption.Run(
    cancel => CommandLine.Run(args, new CommandConsole(output, error, !Console.IsErrorRedirected), cancel),
    () => error.Write("poets: stopped while a file was still being waited for\n"));
