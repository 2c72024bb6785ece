using Poets.Graphs;
using Poets.Imaging;
using Poets.Retraining.Bottlenecks;
using Poets.Retraining.Engines;
using Poets.Retraining.Files;
using Poets.Retraining.Models;

namespace Poets.Retraining.Tests.Engines;

/// <summary>Networks that are prepared while the first images are read.</summary>
public sealed class ImageNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_engine_is_told_the_shape_of_what_comes(int batchSize)
    {
        var engine = new FakeEngine();
        using (Network(engine, batchSize))
        {
        }

        Assert.Equal([TensorShape.Of(batchSize, 5, 7, 3)], engine.Options!.ExpectedShapes);
        Assert.True(engine.IsDisposed);
    }

    [Fact]
    public void What_is_wrong_with_the_network_is_said_by_every_run_and_is_no_fault_of_the_file()
    {
        using ImageNetwork network = Network(new FakeEngine { Fault = "node conv: no" }, 1);
        string image = _folder.File("a.bmp");
        File.WriteAllBytes(image, BmpOfOnePixel());
        ImageRunner runner = network.CreateRunner();
        for (int run = 0; run < 2; run++)
        {
            GraphException error = Assert.Throws<GraphException>(() => runner.Run(image));
            Assert.Equal("node conv: no", error.Message);
            Assert.False(FileFaults.Concerns(error));
        }
    }

    [Fact]
    public void A_network_is_prepared_ahead_where_the_cache_can_have_nothing()
    {
        var options = new BackboneOptions();
        Backbone backbone = BackboneResolver.Resolve(options);
        string cache = Path.Combine(_folder.Path, "cache");
        Assert.True(IsPreparedAhead(null));
        Assert.True(IsPreparedAhead(cache));
        Directory.CreateDirectory(cache);
        Assert.True(IsPreparedAhead(cache));
        Directory.CreateDirectory(Path.Combine(cache, "roses"));
        Assert.False(IsPreparedAhead(cache));

        bool IsPreparedAhead(string? directory)
        {
            using var source = new BottleneckSource(backbone, options, directory);
            source.Anticipate();
            return source.IsPrepared;
        }
    }

    private static ImageNetwork Network(FakeEngine engine, int batchSize) =>
        new(engine, GraphModel.FromGraphDef(new Graphs.Protobuf.GraphDef(), "test"), "x", ["y"], new ResizeTarget(7, 5, 0, 1), new SessionOptions(), batchSize);

    private static byte[] BmpOfOnePixel()
    {
        var file = new byte[58];
        "BM"u8.CopyTo(file);
        (file[2], file[10], file[14], file[18], file[22], file[26], file[28], file[34]) = (58, 54, 40, 1, 1, 1, 24, 4);
        return file;
    }

    private sealed class FakeEngine : IGraphEngine, IGraphSession
    {
        public string? Fault { get; init; }

        public SessionOptions? Options { get; private set; }

        public bool IsDisposed { get; private set; }

        public string Name => "Fake";

        public IReadOnlyList<TensorFact> Inputs => [];

        public IReadOnlyList<TensorFact> Outputs => [];

        public IGraphSession CreateSession(GraphModel graph, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, SessionOptions? options = null)
        {
            Options = options;
            return Fault is null ? this : throw new GraphException(Fault);
        }

        public Tensor[] Run(params Tensor[] inputs) => inputs;

        public void Dispose() => IsDisposed = true;
    }
}
