namespace PoetsCmdlets;

/// <summary>One network of the catalogue, and where it stands on this machine.</summary>
/// <param name="Name">What -Architecture calls it.</param>
/// <param name="State">Embedded, Present or Downloadable.</param>
/// <param name="InputSize">Columns and rows of its input.</param>
/// <param name="BottleneckLength">Values a bottleneck.</param>
/// <param name="License">The licence that its makers give it.</param>
/// <param name="Path">The graph file or archive that is read; null where there is none.</param>
/// <param name="WantedPath">Where the graph file would have to lie.</param>
/// <param name="Origin">The archive that holds it on the Internet; null for the embedded network.</param>
public sealed record PretrainedModelInfo(string Name, string State, int InputSize, int BottleneckLength, string License, string? Path, string WantedPath, Uri? Origin);
