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
    private readonly TfOutput[] _asked;
    private readonly int[] _echoes;

    /// <summary>Takes over the graph and the session.</summary>
    internal TensorFlowSession(GraphHandle graph, SessionHandle session, TensorFact[] inputs, TensorFact[] outputs, string origin)
    {
        (_graph, _session, _origin, Inputs, Outputs) = (graph, session, origin, inputs, outputs);
        _feeds = [.. inputs.Select(input => NativeGraph.Find(graph, input.Name, origin))];
        TfOutput[] fetches = [.. outputs.Select(output => NativeGraph.Find(graph, output.Name, origin))];

        // TensorFlow refuses to answer what it is fed, so those outputs are answered here.
        _echoes = [.. fetches.Select(fetch => Array.IndexOf(_feeds, fetch))];
        _asked = [.. fetches.Where((_, i) => _echoes[i] < 0)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorFact> Outputs { get; }

    /// <summary>Whether the graph was rewritten so that inputs frozen at one image take a batch.</summary>
    internal bool TakesAnyBatch { get; init; }

    /// <inheritdoc/>
    public Tensor[] Run(params Tensor[] inputs)
    {
        ObjectDisposedException.ThrowIf(_session.IsClosed, this);
        FeedCheck.Require(Inputs, inputs, _origin);
        int images = FeedCheck.ImagesBeyondFrozen(Inputs, inputs);
        return images < 0 || TakesAnyBatch ? RunOnce(inputs) : ImageByImage.Run(images, Inputs, inputs, Outputs, RunOnce);
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
        var fetched = new nint[_asked.Length];
        try
        {
            for (int i = 0; i < fed.Length; i++)
            {
                fed[i] = NativeTensor.Create(inputs[i]);
            }

            using StatusHandle status = TfApi.TF_NewStatus();
            if (_asked.Length > 0)
            {
                TfApi.TF_SessionRun(_session, 0, _feeds, fed, fed.Length, _asked, fetched, fetched.Length, 0, 0, 0, status);
                TfStatus.Check(status, $"running {_origin}");
            }

            return Collect(fetched, inputs);
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

    private Tensor[] Collect(nint[] fetched, Tensor[] inputs)
    {
        var outputs = new Tensor[_echoes.Length];
        int next = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = _echoes[i] < 0 ? NativeTensor.Read(fetched[next++], Outputs[i].Name) : Copy(inputs[_echoes[i]]);
        }

        return outputs;
    }

    private static Tensor Copy(Tensor tensor)
    {
        Tensor copy = Tensor.Zeros(tensor.Type, tensor.Dimensions.ToArray());
        Array.Copy(tensor.Data, copy.Data, tensor.Length);
        return copy;
    }
}
