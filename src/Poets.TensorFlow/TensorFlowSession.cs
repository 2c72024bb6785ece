using Poets.Graphs;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>A graph in a TensorFlow session. Runs from several threads at once, as TensorFlow's own sessions do.</summary>
internal sealed class TensorFlowSession : IGraphSession
{
    private readonly GraphHandle _graph;
    private readonly SessionHandle _session;
    private readonly string _origin;
    private readonly TfOutput[] _feeds;
    private readonly TfOutput[] _fetches;

    /// <summary>Takes over the graph and the session.</summary>
    internal TensorFlowSession(GraphHandle graph, SessionHandle session, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, string origin)
    {
        _graph = graph;
        _session = session;
        _origin = origin;
        _feeds = [.. inputs.Select(name => NativeGraph.Find(graph, name, origin))];
        _fetches = [.. outputs.Select(name => NativeGraph.Find(graph, name, origin))];
        Inputs = [.. inputs.Zip(_feeds, (name, feed) => NativeGraph.FactOf(graph, feed, name))];
        Outputs = [.. outputs.Zip(_fetches, (name, fetch) => NativeGraph.FactOf(graph, fetch, name))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Outputs { get; }

    /// <inheritdoc/>
    public Tensor[] Run(params Tensor[] inputs)
    {
        ObjectDisposedException.ThrowIf(_session.IsClosed, this);
        FeedCheck.Require(Inputs, inputs, _origin);
        int images = FeedCheck.ImagesBeyondFrozen(Inputs, inputs);
        return images < 0 ? RunOnce(inputs) : ImageByImage.Run(images, Inputs, inputs, Outputs, RunOnce);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _graph.Dispose();
    }

    private Tensor[] RunOnce(Tensor[] inputs)
    {
        var fed = new nint[inputs.Length];
        var fetched = new nint[_fetches.Length];
        try
        {
            for (int i = 0; i < fed.Length; i++)
            {
                fed[i] = NativeTensor.Create(inputs[i]);
            }

            using StatusHandle status = TfApi.TF_NewStatus();
            TfApi.TF_SessionRun(_session, 0, _feeds, fed, fed.Length, _fetches, fetched, fetched.Length, 0, 0, 0, status);
            TfStatus.Check(status, $"running {_origin}");
            return [.. fetched.Zip(Outputs, (native, fact) => NativeTensor.Read(native, fact.Name))];
        }
        finally
        {
            foreach (nint native in fed.Concat(fetched))
            {
                if (native != 0)
                {
                    TfApi.TF_DeleteTensor(native);
                }
            }
        }
    }
}
