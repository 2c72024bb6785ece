using System.Diagnostics;
using Poets.Cli.Commands;

namespace Poets.Cli.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("models")]
    [InlineData("retrain --help")]
    public void Output_that_cannot_be_written_is_an_error_and_no_crash(string line)
    {
        using var errors = new StringWriter();
        using var output = new StreamWriter(new FullDisk(), bufferSize: 1 << 20);
        Assert.Equal(1, CommandLine.Run(line.Split(' '), new CommandConsole(output, errors), CancellationToken.None));
        Assert.Equal($"poets {line.Split(' ')[0]}: error: No space left on device\n", errors.ToString());
    }

    [SkippableTheory]
    [InlineData("label_image --image=nope.jpg 2>/dev/full", 1)]
    [InlineData("label_image --image=nope.jpg 2>&-", 1)]
    [InlineData("models >/dev/full", 1)]
    [InlineData("models 2>/dev/full", 0)]
    public void The_program_survives_what_it_writes_to(string line, int code)
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        string program = Path.Combine(AppContext.BaseDirectory, "poets.dll");
        using var shell = new Process { StartInfo = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true } };
        shell.StartInfo.ArgumentList.Add("-c");
        shell.StartInfo.ArgumentList.Add($"'{Environment.ProcessPath}' exec '{program}' {line}");
        shell.Start();
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(code, shell.ExitCode);
        Assert.DoesNotContain("Unhandled", errors.Result, StringComparison.Ordinal);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
