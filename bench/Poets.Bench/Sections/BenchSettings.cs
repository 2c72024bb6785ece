using Poets.Bench.Measuring;

namespace Poets.Bench.Sections;

/// <summary>What the command line says about a run.</summary>
/// <param name="Only">Only rows whose name contains this; empty is all.</param>
/// <param name="Batch">Only networks at this batch size; 0 is all.</param>
/// <param name="Threads">Only networks on so many threads; 0 is all.</param>
/// <param name="Rounds">Bursts a contender; the best counts.</param>
/// <param name="Burst">Length of a burst.</param>
internal sealed record BenchSettings(string Only, int Batch, int Threads, int Rounds, TimeSpan Burst)
{
    /// <summary>How contenders take turns.</summary>
    public Pace Pace => new(Rounds, Burst, 2);

    /// <summary>The same with more turns, for figures that a single noisy moment would spoil: on few runs, or on all cores at once.</summary>
    public Pace Often => Pace with { Rounds = 4 * Rounds, Patience = TimeSpan.FromMinutes(1) };

    /// <summary>Whether nothing is left out, so that a table may be written.</summary>
    public bool WantsAll => Only.Length == 0 && Batch == 0 && Threads == 0;

    /// <summary>Whether a network's row of this batch size and number of threads is wanted.</summary>
    public bool Wants(string name, int batch, int threads) => Wants(name) && (Batch == 0 || Batch == batch) && (Threads == 0 || Threads == threads);

    /// <summary>Whether a row is wanted.</summary>
    public bool Wants(string name) => name.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
