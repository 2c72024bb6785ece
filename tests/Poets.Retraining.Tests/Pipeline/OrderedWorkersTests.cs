using Poets.Retraining.Pipeline;

namespace Poets.Retraining.Tests.Pipeline;

public class OrderedWorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_come_in_the_order_of_the_items(int threads)
    {
        using var workers = new OrderedWorkers<int, int>(threads, () => item =>
        {
            Thread.Sleep(item % 3);
            return item * item;
        });
        Assert.Equal(Enumerable.Range(0, 200).Select(item => item * item), workers.Run(Enumerable.Range(0, 200), default));
    }

    [Fact]
    public void A_window_of_items_is_held_and_no_more()
    {
        int read = 0;
        IEnumerable<int> Source()
        {
            for (int i = 0; i < 10_000; i++)
            {
                read++;
                yield return i;
            }
        }

        using var workers = new OrderedWorkers<int, int>(2, () => item => item);
        int taken = 0;
        foreach (int _ in workers.Run(Source(), default))
        {
            taken++;
            Assert.InRange(read - taken, 0, 20);
        }

        Assert.Equal(10_000, taken);
    }

    [Fact]
    public void Several_items_are_worked_on_at_once()
    {
        using var together = new Barrier(2);
        using var workers = new OrderedWorkers<int, bool>(2, () => _ => together.SignalAndWait(TimeSpan.FromSeconds(20)));
        Assert.All(workers.Run(Enumerable.Range(0, 4), default), Assert.True);
    }

    [Fact]
    public void A_source_that_waits_does_not_hold_back_what_is_ready()
    {
        using var taken = new ManualResetEventSlim();
        IEnumerable<int> Source()
        {
            yield return 1;
            Assert.True(taken.Wait(TimeSpan.FromSeconds(20)), "the first result did not come before the second item");
            yield return 2;
        }

        using var workers = new OrderedWorkers<int, int>(2, () => item => item);
        var results = new List<int>();
        foreach (int result in workers.Run(Source(), default))
        {
            results.Add(result);
            taken.Set();
        }

        Assert.Equal([1, 2], results);
    }

    [Fact]
    public void A_source_that_fails_is_told_after_the_results_before_it()
    {
        static IEnumerable<int> Source()
        {
            yield return 1;
            throw new IOException("the folder went away");
        }

        using var workers = new OrderedWorkers<int, int>(2, () => item => item);
        var results = new List<int>();
        Assert.Throws<IOException>(() => results.AddRange(Slowly(workers.Run(Source(), default), results)));
        Assert.Equal([1], results);

        static IEnumerable<int> Slowly(IEnumerable<int> source, List<int> seen)
        {
            foreach (int item in source)
            {
                seen.Add(item);
            }

            yield break;
        }
    }

    [Fact]
    public void A_failure_is_thrown_where_its_result_would_come()
    {
        using var workers = new OrderedWorkers<int, int>(2, () => item => item == 5 ? throw new InvalidOperationException("five") : item);
        var taken = new List<int>();
        var error = Assert.Throws<InvalidOperationException>(() => taken.AddRange(Iterate(workers)));
        Assert.Equal("five", error.Message);

        static IEnumerable<int> Iterate(OrderedWorkers<int, int> workers) => workers.Run(Enumerable.Range(0, 10), default);
    }

    [Fact]
    public void Cancelling_ends_a_wait_within_a_second()
    {
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource(50);
        using var workers = new OrderedWorkers<int, int>(1, () => item =>
        {
            gate.Wait();
            return item;
        });
        long start = Environment.TickCount64;
        Assert.ThrowsAny<OperationCanceledException>(() => workers.Run([1, 2, 3], cancel.Token).Count());
        Assert.InRange(Environment.TickCount64 - start, 0, 5000);
        gate.Set();
    }

    [Fact]
    public void Posting_and_taking_by_hand_keeps_the_order_and_tells_when_full()
    {
        using var workers = new OrderedWorkers<int, int>(2, () => item => item);
        var results = new List<int>();
        for (int i = 0; i < 1000; i++)
        {
            while (!workers.TryPost(i))
            {
                results.Add(workers.Take());
            }
        }

        while (workers.Pending > 0)
        {
            results.Add(workers.Take());
        }

        Assert.Equal(Enumerable.Range(0, 1000), results);
        Assert.Throws<InvalidOperationException>(() => workers.Take());
    }
}
