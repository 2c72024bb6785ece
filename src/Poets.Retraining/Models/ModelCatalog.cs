namespace Poets.Retraining.Models;

/// <summary>The networks that people can name: the codelab's 33 architectures (reference §3.1) and the embedded one.</summary>
public sealed class ModelCatalog
{
    /// <summary>The catalogue.</summary>
    public static ModelCatalog Default { get; } = new();

    /// <summary>The network that is used when none is named.</summary>
    public const string EmbeddedName = "efficientnet_lite0";

    /// <summary>All networks: the embedded one, Inception v3, then the MobileNets from large to small.</summary>
    public IReadOnlyList<PretrainedModel> Models { get; } = [];

    /// <summary>Finds a network by the exact text of its name, upper case or lower case.</summary>
    public PretrainedModel? Find(string name) => throw new NotImplementedException();

    /// <summary>Where one network stands; <paramref name="modelDirectory"/> null is the user's model folder.</summary>
    public ModelState Locate(PretrainedModel model, string? modelDirectory = null) => throw new NotImplementedException();
}
