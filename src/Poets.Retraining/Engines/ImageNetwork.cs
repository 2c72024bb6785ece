using Poets.Graphs;
using Poets.Imaging;

namespace Poets.Retraining.Engines;

/// <summary>A network with a decoder in front of it: image files in, tensors out. Safe to call from several threads.</summary>
internal sealed class ImageNetwork : IDisposable
{
    private readonly IGraphSession _session;
    private readonly IImageDecoder _decoder;
    private readonly ResizeTarget _target;

    /// <summary>Prepares a graph.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The tensor that takes images, float32 [N,H,W,3].</param>
    /// <param name="outputs">The tensors wanted.</param>
    /// <param name="target">Size and normalisation of images.</param>
    /// <param name="options">Threads of one run: 1 where several images run at once.</param>
    /// <param name="batchSize">Images of one run, where as many runners are at work.</param>
    public ImageNetwork(IGraphEngine engine, GraphModel graph, string input, IReadOnlyList<string> outputs, ResizeTarget target, SessionOptions options, int batchSize = 1)
    {
        IGraphSession session = engine.CreateSession(graph, [input], outputs, options);
        _session = batchSize > 1 ? new BatchingSession(session, batchSize) : session;
        _decoder = Decoders.Default;
        _target = target;
    }

    /// <summary>One thread's means to run images.</summary>
    public ImageRunner CreateRunner() => new(_session, _decoder, _target);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
