namespace Poets.Retraining.Models;

/// <summary>Where a network of the catalogue stands on this machine.</summary>
/// <param name="Model">The network.</param>
/// <param name="Availability">Whether it can be used now.</param>
/// <param name="Path">The graph file or archive that would be read; null where there is none.</param>
/// <param name="WantedPath">Where the graph file would have to lie.</param>
public sealed record ModelState(PretrainedModel Model, ModelAvailability Availability, string? Path, string WantedPath);
