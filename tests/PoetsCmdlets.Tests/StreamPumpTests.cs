using FsCheck;
using FsCheck.Fluent;
using PoetsCmdlets.Pipeline;

namespace PoetsCmdlets.Tests;

public class StreamPumpTests
{
    [Fact]
    public void Results_come_in_order_and_early_whatever_is_ready_when()
    {
        Prop.ForAll(
            (from window in Gen.Choose(1, 9) from readiness in Gen.ListOf(Gen.Choose(0, 4)) select (window, readiness.ToArray())).ToArbitrary(),
            shape =>
            {
                var (window, readiness) = shape;
                using var stream = new FakeStream(window);
                var written = new List<string>();
                using var pump = new StreamPump<string>(stream, written.Add, new HandClock(), default);
                for (int i = 0; i < readiness.Length; i++)
                {
                    stream.Ready = readiness[i];
                    pump.Add($"{i}");
                    Assert.True(stream.Ready == 0 || stream.Pending == 0, "a ready result was held back");
                    Assert.True(stream.Pending <= window);
                }

                pump.WriteAll();
                return written.SequenceEqual(Enumerable.Range(0, readiness.Length).Select(i => $"{i}"));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_first_result_is_written_before_a_second_file_comes()
    {
        var written = new List<string>();
        using var pump = new StreamPump<string>(new FakeStream(8), written.Add, new HandClock(), default);
        pump.Add("first");
        Assert.Equal(["first"], written);
    }

    [Fact]
    public void A_file_of_a_slow_source_is_not_held_back_until_the_next()
    {
        var clock = new HandClock();
        var written = new List<string>();
        using var pump = new StreamPump<string>(new FakeStream(8, () => clock.Advance(TimeSpan.FromMilliseconds(10))), written.Add, clock, default);
        for (int i = 0; i < 5; i++)
        {
            pump.Add($"{i}");
            Assert.Equal(i + 1, written.Count);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void A_fast_source_is_never_waited_for_after_its_first_file_so_that_the_window_fills()
    {
        var clock = new HandClock();
        var written = new List<string>();
        using var stream = new FakeStream(8, () => clock.Advance(TimeSpan.FromMilliseconds(10)));
        using var pump = new StreamPump<string>(stream, written.Add, clock, default);
        for (int i = 0; i < 9; i++)
        {
            pump.Add($"{i}");
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(["0"], written);
        Assert.Equal(8, stream.Pending);
    }

    [Fact]
    public void What_is_ready_is_written_with_the_next_file_of_a_fast_source()
    {
        var clock = new HandClock();
        var written = new List<string>();
        using var stream = new FakeStream(8, () => clock.Advance(TimeSpan.FromMilliseconds(10)));
        using var pump = new StreamPump<string>(stream, written.Add, clock, default);
        pump.Add("0");
        pump.Add("1");
        pump.Add("2");
        Assert.Equal(["0"], written);
        stream.Ready = 2;
        pump.Add("3");
        Assert.Equal(["0", "1", "2"], written);
        Assert.Equal(1, stream.Pending);
    }

    [Fact]
    public void A_full_window_holds_the_source_up_by_one_result_a_file()
    {
        var clock = new HandClock();
        var written = new List<string>();
        using var stream = new FakeStream(3, () => clock.Advance(TimeSpan.FromMilliseconds(10)));
        using var pump = new StreamPump<string>(stream, written.Add, clock, default);
        for (int i = 0; i < 1000; i++)
        {
            pump.Add($"{i}");
            Assert.InRange(i + 1 - written.Count, 0, 3);
        }
    }

    [Fact]
    public void What_the_engine_throws_comes_out_after_the_results_before_it()
    {
        var written = new List<string>();
        int taken = 0;
        using var stream = new FakeStream(8, () =>
        {
            if (++taken == 3)
            {
                throw new InvalidDataException("three");
            }
        });
        using var pump = new StreamPump<string>(stream, written.Add, new HandClock(), default);
        Assert.Throws<InvalidDataException>(() =>
        {
            foreach (string path in new[] { "1", "2", "3", "4" })
            {
                pump.Add(path);
            }

            pump.WriteAll();
        });
        Assert.Equal(["1", "2"], written);
    }

    [Fact]
    public void The_token_reaches_every_wait_and_Dispose_reaches_the_stream()
    {
        using var cancel = new CancellationTokenSource();
        var stream = new FakeStream(1);
        var pump = new StreamPump<string>(stream, _ => { }, new HandClock(), cancel.Token);
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => pump.Add("waited for"));
        pump.Dispose();
        Assert.True(stream.IsDisposed);
    }

    /// <summary>A stream whose results are the files themselves.</summary>
    private sealed class FakeStream(int window, Action? beforeTake = null) : IOrderedStream<string>
    {
        private readonly Queue<string> _files = new();

        /// <summary>How many results are ready, for TryTake.</summary>
        public int Ready { get; set; }

        public bool IsDisposed { get; private set; }

        public int Pending => _files.Count;

        public bool TryPost(string path)
        {
            if (_files.Count == window)
            {
                return false;
            }

            _files.Enqueue(path);
            return true;
        }

        public bool TryTake(out string result)
        {
            result = string.Empty;
            if (Ready == 0 || _files.Count == 0)
            {
                return false;
            }

            Ready--;
            result = Take(default);
            return true;
        }

        public string Take(CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            beforeTake?.Invoke();
            return _files.Dequeue();
        }

        public void Dispose() => IsDisposed = true;
    }

    /// <summary>A clock that goes only when told.</summary>
}
