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

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
