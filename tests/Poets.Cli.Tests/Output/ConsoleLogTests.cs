using Poets.Cli.Output;

namespace Poets.Cli.Tests.Output;

public class ConsoleLogTests
{
    [Theory]
    [InlineData("DEBUG", "INFO d|INFO i|WARNING w|ERROR e")]
    [InlineData("INFO", "INFO i|WARNING w|ERROR e")]
    [InlineData("WARN", "WARNING w|ERROR e")]
    [InlineData("ERROR", "ERROR e")]
    [InlineData("FATAL", "")]
    public void The_lowest_level_shown_is_the_one_that_was_asked_for(string verbosity, string expected)
    {
        using var text = new StringWriter();
        var log = new ConsoleLog(text, isHub: false, verbosity);
        log.Debug("d");
        log.Info("i");
        log.Warning("w");
        log.Error("e");
        Assert.Equal(expected, string.Join('|', text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)).Replace(":tensorflow:", " ", StringComparison.Ordinal));
    }
}
