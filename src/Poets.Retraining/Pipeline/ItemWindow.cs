using System.Runtime.ExceptionServices;

namespace Poets.Retraining.Pipeline;

/// <summary>
/// Items that were posted and whose results were not taken, in their order: first those that are done or being worked on,
/// then those that nobody has started. Whoever uses it holds a lock.
/// </summary>
/// <typeparam name="TItem">What goes in.</typeparam>
/// <typeparam name="TResult">What comes out.</typeparam>
/// <param name="size">How many there can be.</param>
internal sealed class ItemWindow<TItem, TResult>(int size)
{
    private readonly Slot[] _ring = new Slot[size];
    private long _posted;
    private long _started;
    private long _taken;

    /// <summary>Items whose results were not taken.</summary>
    public int Count => (int)(_posted - _taken);

    /// <summary>Whether nothing can be posted.</summary>
    public bool IsFull => Count == _ring.Length;

    /// <summary>Whether half of the window or more is free.</summary>
    public bool IsHalfEmpty => Count <= _ring.Length / 2;

    /// <summary>Whether there is an item that nobody has started.</summary>
    public bool HasWork => _started < _posted;

    /// <summary>Whether the next result can be taken.</summary>
    public bool HeadIsDone => _taken < _posted && _ring[_taken % _ring.Length].IsDone;

    /// <summary>Adds an item; there must be room.</summary>
    public void Post(TItem item) => _ring[_posted++ % _ring.Length].Item = item;

    /// <summary>Starts on the first item that nobody has started.</summary>
    /// <returns>Its number, for <see cref="Finish"/>.</returns>
    public long Start(out TItem item)
    {
        item = _ring[_started % _ring.Length].Item!;
        return _started++;
    }

    /// <summary>Notes what became of an item.</summary>
    /// <returns>Whether its result is the next to be taken.</returns>
    public bool Finish(long number, TResult? result, Exception? failure)
    {
        _ring[number % _ring.Length] = new Slot { IsDone = true, Result = result, Failure = failure };
        return number == _taken;
    }

    /// <summary>Takes the next result, which must be there; throws where its item failed.</summary>
    public TResult TakeHead()
    {
        ref Slot head = ref _ring[_taken % _ring.Length];
        Slot taken = head;
        head = default;
        _taken++;
        if (taken.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(taken.Failure);
        }

        return taken.Result!;
    }

    private struct Slot
    {
        public bool IsDone;
        public TItem? Item;
        public TResult? Result;
        public Exception? Failure;
    }
}
