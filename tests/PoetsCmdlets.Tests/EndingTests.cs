using System.Diagnostics;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Tests;

public class EndingTests
{
    [Fact]
    public void After_Ctrl_C_a_file_that_takes_long_is_not_waited_for()
    {
        using var release = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var clock = Stopwatch.StartNew();
        Ending.Of(() => { release.Wait(); ended.Set(); }, new CancellationToken(true));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}, on a machine however busy");
        Assert.False(ended.IsSet);
        release.Set();
        Assert.True(ended.Wait(TimeSpan.FromSeconds(20)), "what was left behind does not end");
    }

    [Fact]
    public void Nor_where_Ctrl_C_comes_while_it_is_waited_for()
    {
        using var release = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource(300);
        var clock = Stopwatch.StartNew();
        Ending.Of(release.Wait, stop.Token);
        Assert.True(stop.IsCancellationRequested, "it was not waited for at all");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}, on a machine however busy");
        release.Set();
    }

    [Fact]
    public void What_goes_wrong_at_the_end_is_thrown() =>
        Assert.Throws<InvalidOperationException>(() => Ending.Of(() => throw new InvalidOperationException(), CancellationToken.None));

    [Fact]
    public void Otherwise_the_end_is_waited_for()
    {
        bool ended = false;
        Ending.Of(() => { Thread.Sleep(1200); ended = true; }, CancellationToken.None);
        Assert.True(ended);
    }
}
