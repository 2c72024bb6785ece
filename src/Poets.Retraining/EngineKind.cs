namespace Poets.Retraining;

/// <summary>Which engine executes the networks.</summary>
public enum EngineKind
{
    /// <summary>The managed engine; real TensorFlow where a GPU is asked for, or found.</summary>
    Auto,
    /// <summary>Our own engine: no native library, on any processor.</summary>
    Managed,
    /// <summary>The real TensorFlow C library.</summary>
    TensorFlow,
}
