using System.Runtime.ExceptionServices;

namespace Poets.Retraining.Pipeline;

/// <content>Whole sequences, read on a thread of their own.</content>
internal sealed partial class OrderedWorkers<TItem, TResult>
{
    /// <summary>
    /// Turns a sequence into results, in order. The sequence is read a window ahead on a thread of its own, so that one
    /// that makes us wait for its next item does not hold back the results of those before it.
    /// </summary>
    public IEnumerable<TResult> Run(IEnumerable<TItem> items, CancellationToken cancel)
    {
        var feed = new Feed();
        var thread = new Thread(() => Post(items, feed)) { IsBackground = true, Name = "poets feeder" };
        thread.Start();
        try
        {
            while (TakeOrEnd(feed, cancel, out TResult result))
            {
                yield return result;
            }
        }
        finally
        {
            lock (_gate)
            {
                feed.IsStopped = true;
            }

            _roomAgain.Ring();
        }
    }

    private void Post(IEnumerable<TItem> items, Feed feed)
    {
        try
        {
            foreach (TItem item in items)
            {
                while (true)
                {
                    lock (_gate)
                    {
                        if (feed.IsStopped || _closed)
                        {
                            return;
                        }

                        if (TryPost(item))
                        {
                            break;
                        }

                        _roomIsAwaited = true;
                    }

                    _roomAgain.Wait();
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown where the results end.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            feed.Failure = failure;
        }
        finally
        {
            lock (_gate)
            {
                feed.IsEnded = true;
            }

            _headDone.Ring();
        }
    }

    private bool TakeOrEnd(Feed feed, CancellationToken cancel, out TResult result)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (_window.HeadIsDone)
                {
                    result = TakeHead();
                    return true;
                }

                if (_window.Count == 0 && feed.IsEnded)
                {
                    result = default!;
                    if (feed.Failure is not null)
                    {
                        ExceptionDispatchInfo.Throw(feed.Failure);
                    }

                    return false;
                }

                _headIsAwaited = true;
            }

            _headDone.Wait(Patience);
        }
    }

    /// <summary>How far the reading of a sequence is; guarded by the gate.</summary>
    private sealed class Feed
    {
        public bool IsStopped { get; set; }

        public bool IsEnded { get; set; }

        public Exception? Failure { get; set; }
    }
}
