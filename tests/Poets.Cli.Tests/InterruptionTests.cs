using System.Diagnostics;

namespace Poets.Cli.Tests;

public class InterruptionTests
{
    private const int HangUp = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Fact]
    public void A_command_that_ends_by_itself_returns_its_own_code()
    {
        using var interruption = new Interruption();
        Assert.Equal(3, interruption.Run(_ => 3, NotLeftBehind));
    }

    [Theory]
    [InlineData(Interrupt, 130)]
    [InlineData(Terminate, 143)]
    [InlineData(HangUp, 129)]
    public void One_that_stops_when_told_ends_in_order(int signal, int code)
    {
        using var interruption = new Interruption { Limit = TimeSpan.FromMinutes(2) };
        bool ordered = false;
        Assert.Equal(code, interruption.Run(cancel => StopAndWait(interruption, signal, () => ordered = true, cancel), NotLeftBehind));
        Assert.True(ordered);
    }

    [Fact]
    public void One_that_was_done_when_told_keeps_its_code()
    {
        using var interruption = new Interruption { Limit = TimeSpan.FromMinutes(2) };
        Assert.Equal(0, interruption.Run(_ => interruption.Stop(Interrupt) ? 0 : 1, NotLeftBehind));
    }

    [Fact]
    public void One_that_waits_for_what_does_not_answer_is_left_behind()
    {
        using var interruption = new Interruption();
        using var answer = new ManualResetEventSlim();
        int told = 0;
        var clock = Stopwatch.StartNew();
        Assert.Equal(143, interruption.Run(_ => StopAndWait(interruption, Terminate, answer.Wait, CancellationToken.None), () => told++));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"took {clock.Elapsed}, on a machine however busy");
        Assert.Equal(1, told);
        answer.Set();
    }

    [Fact]
    public void Whoever_asks_twice_is_not_held_back()
    {
        using var interruption = new Interruption();
        Assert.True(interruption.Stop(Interrupt));
        Assert.False(interruption.Stop(Interrupt));
    }

    private static int StopAndWait(Interruption interruption, int signal, Action then, CancellationToken cancel)
    {
        Assert.True(interruption.Stop(signal));
        if (cancel.CanBeCanceled)
        {
            cancel.WaitHandle.WaitOne();
        }

        then();
        return CommandLine.CancelledExitCode;
    }

    private static void NotLeftBehind() => Assert.Fail("it was in time");
}
