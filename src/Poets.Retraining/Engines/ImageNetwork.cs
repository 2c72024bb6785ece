using Poets.Graphs;
using Poets.Imaging;

namespace Poets.Retraining.Engines;

/// <summary>
/// A network with a decoder in front of it: image files in, tensors out. It is prepared on a thread of its own, so that the
/// first images are read and decoded meanwhile. Safe to call from several threads.
/// </summary>
internal sealed class ImageNetwork : IDisposable
{
    private readonly Task<IGraphSession> _session;
    private readonly IImageDecoder _decoder;
    private readonly ResizeTarget _target;

    /// <summary>Begins to prepare a graph; what is wrong with it, the first run says.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The tensor that takes images, float32 [N,H,W,3].</param>
    /// <param name="outputs">The tensors wanted.</param>
    /// <param name="target">Size and normalisation of images.</param>
    /// <param name="options">Threads of one run: 1 where several images run at once.</param>
    /// <param name="batchSize">Images of one run, where as many runners are at work.</param>
    public ImageNetwork(IGraphEngine engine, GraphModel graph, string input, IReadOnlyList<string> outputs, ResizeTarget target, SessionOptions options, int batchSize = 1)
    {
        options = options with { ExpectedShapes = [TensorShape.Of(batchSize, target.Height, target.Width, 3)] };
        _session = Task.Run(() =>
        {
            IGraphSession session = engine.CreateSession(graph, [input], outputs, options);
            return batchSize > 1 ? new BatchingSession(session, batchSize) : session;
        });
        _decoder = Decoders.Default;
        _target = target;
    }

    /// <summary>One thread's means to run images.</summary>
    public ImageRunner CreateRunner() => new(_session, _decoder, _target);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Unlike Wait, this throws nothing where the preparation failed.
        Task.WaitAny(_session);
        if (_session.IsCompletedSuccessfully)
        {
            _session.Result.Dispose();
        }
    }
}
