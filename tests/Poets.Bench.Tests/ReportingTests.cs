using Poets.Bench.Measuring;
using Poets.Bench.Reporting;

namespace Poets.Bench.Tests;

public sealed class ReportingTests
{
    [Fact]
    public void A_table_replaces_only_what_stands_between_its_markers()
    {
        const string Text = "before\n<!-- a -->\nold\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\nafter\n";
        string once = Readme.Replace(Text, "a", "new\n");
        Assert.Equal("before\n<!-- a -->\nnew\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\nafter\n", once);
        Assert.Equal(once, Readme.Replace(once, "a", "new\n"));
        Assert.Throws<InvalidDataException>(() => Readme.Replace(Text, "c", "new\n"));
    }

    [Fact]
    public void The_readme_of_this_checkout_has_markers_for_every_section()
    {
        string text = File.ReadAllText(Repository.Path("bench", "README.md"));
        Assert.All(["networks", "decode", "pipeline", "text", "solvers", "process"], name => Readme.Replace(text, name, ""));
    }

    [Theory]
    [InlineData(1234.6, "1235")]
    [InlineData(123.45, "123")]
    [InlineData(12.345, "12.3")]
    [InlineData(1.2345, "1.23")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(0, "0")]
    public void Figures_keep_three_digits(double value, string expected) => Assert.Equal(expected, Figures.Short(value));

    [Fact]
    public void A_peer_that_is_faster_stands_in_bold()
    {
        Assert.Equal("2.00", Figures.Ratio(2, 1));
        Assert.Equal("**0.50**", Figures.Ratio(1, 2));
        Assert.Null(Figures.Ratio(null, 1));
    }

    [Fact]
    public void The_best_of_several_bursts_counts()
    {
        Burst together = Burst.Together([new Burst(3, 4, 5, 10) { Busy = 1.9 }, new Burst(2, 6, 7, 20) { Busy = 1.8 }]);
        Assert.Equal(new Burst(2, 4, 5, 30) { Busy = 1.8 }, together);
    }
}
