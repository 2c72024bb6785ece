using System.Diagnostics;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Tests;

public class MailboxTests
{
    [Fact]
    public void Letters_are_done_in_order_on_the_waiting_thread_and_the_result_comes_after_them()
    {
        int home = Environment.CurrentManagedThreadId;
        var done = new List<(int Letter, int Thread)>();
        using var mailbox = new Mailbox(default);
        int result = mailbox.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                int letter = i;
                mailbox.Post(() => done.Add((letter, Environment.CurrentManagedThreadId)));
            }

            return done.Count;
        });
        Assert.Equal(Enumerable.Range(0, 1000).Select(letter => (letter, home)), done);
        Assert.InRange(result, 1000 - 256, 1000);
    }

    [Fact]
    public void What_the_job_throws_comes_out()
    {
        using var mailbox = new Mailbox(default);
        Assert.Throws<InvalidDataException>(() => mailbox.Run<int>(() => throw new InvalidDataException("bad")));
    }

    [Fact]
    public void Cancelling_leaves_a_deaf_job_behind_within_a_second()
    {
        using var cancel = new CancellationTokenSource(100);
        using var release = new ManualResetEventSlim();
        var clock = Stopwatch.StartNew();
        using var mailbox = new Mailbox(cancel.Token);
        Assert.Throws<OperationCanceledException>(() => mailbox.Run(() => { release.Wait(); return 0; }));
        Assert.True(Mailbox.StopLimit < TimeSpan.FromSeconds(1));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}, on a machine however busy");
        release.Set();
    }

    [Fact]
    public void Cancelling_lets_a_job_that_listens_finish_what_it_writes()
    {
        using var cancel = new CancellationTokenSource(50);
        bool tidied = false;
        using var mailbox = new Mailbox(cancel.Token);
        Assert.Throws<OperationCanceledException>(() => mailbox.Run(() =>
        {
            cancel.Token.WaitHandle.WaitOne();
            Thread.Sleep(100);
            return tidied = true;
        }));
        Assert.True(tidied);
    }

    [Fact]
    public void A_pipeline_that_ends_early_ends_the_job_however_much_it_has_to_say()
    {
        using var ended = new ManualResetEventSlim();
        using var mailbox = new Mailbox(default);
        Assert.Throws<InvalidOperationException>(() => mailbox.Run(() =>
        {
            try
            {
                while (!mailbox.Token.IsCancellationRequested)
                {
                    mailbox.Post(() => throw new InvalidOperationException("Select-Object -First 1 has seen enough"));
                }

                return 0;
            }
            finally
            {
                ended.Set();
            }
        }));
        Assert.True(ended.Wait(TimeSpan.FromSeconds(20)), "the job still waits for somebody to do its letters");
    }
}
