using Poets.Graphs;
using Poets.Graphs.Kernels;
using Poets.Graphs.Optimize;

namespace Poets.TensorFlow.Tests.Judge;

/// <summary>One way of running the managed engine; each must answer as TensorFlow does.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Engine">The engine, with passes left out or not.</param>
/// <param name="Tier">The instruction set that its kernels are made for.</param>
/// <param name="Threads">Threads of a run.</param>
internal sealed record Contender(string Name, ManagedEngine Engine, KernelTier Tier, int Threads)
{
    private static readonly ManagedEngine s_optimised = new();

    /// <summary>The engine as people use it, on two threads, unoptimised, and on each weaker instruction set that this processor has.</summary>
    internal static IReadOnlyList<Contender> All { get; } =
    [
        new("optimised", s_optimised, KernelTiers.Current, 1),
        new("two threads", s_optimised, KernelTiers.Current, 2),
        new("raw", new ManagedEngine { SkippedPasses = PassNames() }, KernelTiers.Current, 1),
        .. Enum.GetValues<KernelTier>().Where(tier => tier < KernelTiers.Current).Select(tier => new Contender(tier.ToString(), s_optimised, tier, 1)),
    ];

    /// <summary>The names of all optimiser passes.</summary>
    internal static string[] PassNames() => [.. Optimizer.Passes.Select(pass => pass.Name)];

    /// <summary>Runs a case.</summary>
    /// <exception cref="GraphException">The engine refuses it.</exception>
    internal Tensor[] Run(GraphCase problem) => KernelTiers.With(Tier, () =>
    {
        using IGraphSession session = Engine.CreateSession(
            GraphModel.FromGraphDef(problem.Graph, problem.Label), [.. problem.Feeds.Select(feed => feed.Key)], problem.Outputs, new SessionOptions { Threads = Threads });
        return session.Run([.. problem.Feeds.Select(feed => feed.Value)]);
    });
}
