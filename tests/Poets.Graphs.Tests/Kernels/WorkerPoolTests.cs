using Poets.Graphs.Execution;

namespace Poets.Graphs.Tests.Kernels;

/// <summary>The loop that all kernels share.</summary>
public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_runs_once(int threads)
    {
        using var workers = new WorkerPool(threads);
        for (int count = 0; count < 300; count++)
        {
            int[] seen = new int[count];
            workers.For(count, i => Interlocked.Increment(ref seen[i]));
            Assert.All(seen, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Nested_loops_and_several_callers_do_not_wait_for_each_other()
    {
        using var workers = new WorkerPool(3);
        int sum = 0;
        var callers = new Thread[4];
        for (int c = 0; c < callers.Length; c++)
        {
            callers[c] = new Thread(() =>
            {
                for (int repeat = 0; repeat < 50; repeat++)
                {
                    workers.For(8, _ => workers.For(8, _ => Interlocked.Increment(ref sum)));
                }
            });
            callers[c].Start();
        }

        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromSeconds(20)), "a caller hangs"));
        Assert.Equal(4 * 50 * 8 * 8, sum);
    }

    [Fact]
    public void Sleeping_threads_wake_up()
    {
        using var workers = new WorkerPool(2);
        for (int repeat = 0; repeat < 5; repeat++)
        {
            Thread.Sleep(20);
            using var both = new Barrier(2);
            workers.For(2, _ => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(10)), "the second thread did not come"));
        }
    }

    [Fact]
    public void The_first_exception_reaches_the_caller_and_the_pool_lives_on()
    {
        using var workers = new WorkerPool(2);
        Assert.Throws<InvalidTimeZoneException>(() => workers.For(100, i =>
        {
            if (i == 60)
            {
                throw new InvalidTimeZoneException();
            }
        }));
        int ran = 0;
        workers.For(100, _ => Interlocked.Increment(ref ran));
        Assert.Equal(100, ran);
    }

    [Fact]
    public void Starting_a_loop_allocates_nothing()
    {
        using var workers = new WorkerPool(2);
        var body = new Count();
        workers.For(64, ref body);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            workers.For(64, ref body);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(101 * 64, body.Ran);
    }

    [Fact]
    public void A_disposed_pool_runs_loops_on_the_caller()
    {
        var workers = new WorkerPool(2);
        workers.For(10, _ => { });
        workers.Dispose();
        var threads = new HashSet<int>();
        workers.For(10, _ => threads.Add(Environment.CurrentManagedThreadId));
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    private struct Count : IParallelBody
    {
        public int Ran;

        public void Invoke(int index) => Interlocked.Increment(ref Ran);
    }
}
