namespace Poets.Retraining.Models;

/// <summary>Finds and reads Hub modules (reference §3.5).</summary>
internal static class HubModules
{
    public static BackboneSource Read(string handle) => throw new RetrainException($"{handle}: Hub modules are read as soon as the SavedModel reader is.");
}
