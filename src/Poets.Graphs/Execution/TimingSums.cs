namespace Poets.Graphs.Execution;

/// <summary>Adds up what each node took in the parts of a batch. Safe to call from several threads at once.</summary>
internal sealed class TimingSums
{
    private readonly object _gate = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<NodeTiming> _sums = [];

    public void Add(NodeTiming timing)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(timing.Node, out int place))
            {
                NodeTiming sum = _sums[place];
                _sums[place] = sum with { Microseconds = sum.Microseconds + timing.Microseconds, MultiplyAdds = sum.MultiplyAdds + timing.MultiplyAdds };
            }
            else
            {
                _places.Add(timing.Node, _sums.Count);
                _sums.Add(timing);
            }
        }
    }

    /// <summary>One call a node, in the order in which they first ran.</summary>
    public void Report(Action<NodeTiming> profile) => _sums.ForEach(profile);
}
