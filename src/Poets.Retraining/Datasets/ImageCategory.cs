namespace Poets.Retraining.Datasets;

/// <summary>The three sets that the hash of a path decides between (reference §2.4).</summary>
public enum ImageCategory
{
    /// <summary>What the layer learns from.</summary>
    Training,
    /// <summary>What the final accuracy is measured on.</summary>
    Testing,
    /// <summary>What is looked at while training, and chooses hyper-parameters.</summary>
    Validation,
}
