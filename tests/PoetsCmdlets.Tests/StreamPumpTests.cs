using System.Collections.Concurrent;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Tests;

public class StreamPumpTests
{
    [Fact]
    public void Results_come_in_the_order_of_the_input_whatever_the_capacity_and_the_look_ahead()
    {
        Prop.ForAll(
            (from count in Gen.Choose(0, 200) from capacity in Gen.Choose(1, 9) from lookAhead in Gen.Choose(1, 20) select (count, capacity, lookAhead)).ToArbitrary(),
            shape =>
            {
                var (count, capacity, lookAhead) = shape;
                var written = new List<int>();
                using var pump = new StreamPump<int, int>((inputs, _) => Batched(inputs, lookAhead), written.Add, capacity, default);
                for (int i = 0; i < count; i++)
                {
                    pump.Add(i);
                }

                pump.Complete();
                return written.SequenceEqual(Enumerable.Range(0, count));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Results_are_written_on_the_thread_that_adds()
    {
        int home = Environment.CurrentManagedThreadId;
        var threads = new HashSet<int>();
        using var pump = new StreamPump<int, int>((inputs, _) => inputs, _ => threads.Add(Environment.CurrentManagedThreadId), 4, default);
        for (int i = 0; i < 100; i++)
        {
            pump.Add(i);
        }

        pump.Complete();
        Assert.Equal([home], threads);
    }

    [Fact]
    public void The_first_result_is_written_before_a_second_item_comes()
    {
        var written = new List<int>();
        using var pump = new StreamPump<int, int>((inputs, _) => inputs, written.Add, 8, default);
        pump.Add(1);
        Assert.Equal([1], written);
    }

    [Fact]
    public void An_item_of_a_slow_source_is_not_held_back_until_the_next()
    {
        var clock = new HandClock();
        var written = new List<int>();
        using var pump = new StreamPump<int, int>((inputs, _) => inputs, written.Add, 8, default, clock);
        for (int i = 0; i < 5; i++)
        {
            pump.Add(i);
            Assert.Equal(i + 1, written.Count);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void An_item_of_a_fast_source_is_not_waited_for()
    {
        // The first item takes a minute of the clock's time, so a source that sends the next at once is faster.
        var clock = new HandClock();
        using var release = new ManualResetEventSlim();
        IEnumerable<int> Slow(IEnumerable<int> inputs)
        {
            foreach (int input in inputs)
            {
                if (input > 0)
                {
                    release.Wait();
                }

                clock.Advance(TimeSpan.FromMinutes(1));
                yield return input;
            }
        }

        var written = new List<int>();
        using var pump = new StreamPump<int, int>((inputs, _) => Slow(inputs), written.Add, 8, default, clock);
        pump.Add(0);
        pump.Add(1);
        Assert.Equal([0], written);
        release.Set();
        pump.Complete();
        Assert.Equal([0, 1], written);
    }

    [Fact]
    public void A_fast_source_keeps_several_items_in_flight()
    {
        int most = 0;
        int inFlight = 0;
        IEnumerable<int> Parallel(IEnumerable<int> inputs)
        {
            var taken = new BlockingCollection<Task<int>>(6);
            var feeder = Task.Run(() =>
            {
                foreach (int input in inputs)
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref inFlight));
                    taken.Add(Task.Run(async () =>
                    {
                        await Task.Delay(5);
                        Interlocked.Decrement(ref inFlight);
                        return input;
                    }));
                }

                taken.CompleteAdding();
            });
            foreach (var task in taken.GetConsumingEnumerable())
            {
                yield return task.Result;
            }
        }

        using var pump = new StreamPump<int, int>((inputs, _) => Parallel(inputs), _ => { }, 16, default);
        for (int i = 0; i < 60; i++)
        {
            pump.Add(i);
        }

        pump.Complete();
        Assert.True(most >= 4, $"at most {most} were in flight");
    }

    [Fact]
    public void Memory_is_flat_as_neither_queue_grows_beyond_the_capacity()
    {
        const int Capacity = 5;
        int taken = 0;
        int written = 0;
        int furthest = 0;
        IEnumerable<int> Count(IEnumerable<int> inputs)
        {
            foreach (int input in inputs)
            {
                Interlocked.Increment(ref taken);
                yield return input;
            }
        }

        using var pump = new StreamPump<int, int>((inputs, _) => Count(inputs), _ => written++, Capacity, default);
        for (int i = 0; i < 2000; i++)
        {
            pump.Add(i);
            furthest = Math.Max(furthest, i + 1 - written);
        }

        pump.Complete();
        Assert.Equal(2000, written);
        // One more than both queues: the item that the transform holds in its hand.
        Assert.InRange(furthest, 0, (2 * Capacity) + 1);
    }

    [Fact]
    public void What_the_engine_throws_comes_out_after_the_results_before_it()
    {
        var written = new List<int>();
        using var pump = new StreamPump<int, int>((inputs, _) => inputs.Select(input => input < 3 ? input : throw new InvalidDataException("three")), written.Add, 8, default);
        var thrown = Assert.Throws<InvalidDataException>(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                pump.Add(i);
            }

            pump.Complete();
        });
        Assert.Equal("three", thrown.Message);
        Assert.Equal([0, 1, 2], written);
    }

    [Fact]
    public void An_engine_that_stops_reading_does_not_hold_the_source_up()
    {
        var written = new List<int>();
        using var pump = new StreamPump<int, int>((inputs, _) => inputs.Take(2), written.Add, 2, default);
        for (int i = 0; i < 50; i++)
        {
            pump.Add(i);
        }

        pump.Complete();
        Assert.Equal([0, 1], written);
    }

    [Fact]
    public void Cancelling_wakes_a_waiting_source_within_a_second()
    {
        using var cancel = new CancellationTokenSource();
        using var pump = new StreamPump<int, int>((inputs, token) => inputs.Select(input => Stuck(input, token)), _ => { }, 1, cancel.Token);
        cancel.CancelAfter(100);
        var clock = Stopwatch.StartNew();
        Assert.Throws<OperationCanceledException>((Action)(() =>
        {
            for (int i = 0; ; i++)
            {
                pump.Add(i);
            }
        }));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}, on a machine however busy");
    }

    [Fact]
    public void Disposing_ends_an_engine_that_waits_for_input()
    {
        bool ended = false;
        IEnumerable<int> Watch(IEnumerable<int> inputs)
        {
            try
            {
                foreach (int input in inputs)
                {
                    yield return input;
                }
            }
            finally
            {
                Volatile.Write(ref ended, true);
            }
        }

        var pump = new StreamPump<int, int>((inputs, _) => Watch(inputs), _ => { }, 1, default);
        pump.Add(1);
        pump.Dispose();
        Assert.True(Volatile.Read(ref ended));
    }

    [Fact]
    public void A_stuck_engine_does_not_hold_Dispose_up_for_a_second()
    {
        using var release = new ManualResetEventSlim();
        var pump = new StreamPump<int, int>((inputs, _) => inputs.Select(input => { release.Wait(); return input; }), _ => { }, 1, default);
        pump.Add(1);
        var clock = Stopwatch.StartNew();
        pump.Dispose();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}, on a machine however busy");
        release.Set();
    }

    private static int Stuck(int input, CancellationToken cancel)
    {
        cancel.WaitHandle.WaitOne();
        cancel.ThrowIfCancellationRequested();
        return input;
    }

    /// <summary>An engine that takes several inputs before it answers the first.</summary>
    private static IEnumerable<int> Batched(IEnumerable<int> inputs, int lookAhead)
    {
        // The pump waits a while for the very first result; an engine that wants more input first only costs that wait.
        var first = inputs.GetEnumerator();
        if (!first.MoveNext())
        {
            yield break;
        }

        yield return first.Current;
        var waiting = new Queue<int>();
        while (first.MoveNext())
        {
            waiting.Enqueue(first.Current);
            if (waiting.Count >= lookAhead)
            {
                yield return waiting.Dequeue();
            }
        }

        foreach (int input in waiting)
        {
            yield return input;
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            seen = Volatile.Read(ref target);
        }
    }

    /// <summary>A clock that goes only when told.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
