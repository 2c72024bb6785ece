using Poets.Bench.Measuring;

namespace Poets.Bench.Sections;

/// <summary>What the command line says about a run.</summary>
/// <param name="Only">Only rows whose name contains this; empty is all.</param>
/// <param name="Rounds">Bursts a contender; the best counts.</param>
/// <param name="Burst">Length of a burst.</param>
internal sealed record BenchSettings(string Only, int Rounds, TimeSpan Burst)
{
    /// <summary>How contenders take turns.</summary>
    public Pace Pace => new(Rounds, Burst, 2);

    /// <summary>Whether a row is wanted.</summary>
    public bool Wants(string name) => name.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
