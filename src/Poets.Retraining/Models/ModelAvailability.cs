namespace Poets.Retraining.Models;

/// <summary>Whether a network can be used now.</summary>
public enum ModelAvailability
{
    /// <summary>It ships with this program.</summary>
    Embedded,
    /// <summary>Its graph file, or the archive that holds it, is on disk.</summary>
    Present,
    /// <summary>It has to be fetched first.</summary>
    Downloadable,
}
