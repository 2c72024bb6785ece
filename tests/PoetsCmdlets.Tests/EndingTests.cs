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
        Ending.Of(() => { release.Wait(); ended.Set(); }, isStopped: true);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}, on a machine however busy");
        Assert.False(ended.IsSet);
        release.Set();
        Assert.True(ended.Wait(TimeSpan.FromSeconds(20)), "what was left behind does not end");
    }

    [Fact]
    public void Otherwise_the_end_is_waited_for()
    {
        bool ended = false;
        Ending.Of(() => { Thread.Sleep(1200); ended = true; }, isStopped: false);
        Assert.True(ended);
    }
}
