namespace Poets.Retraining;

/// <summary>Which of the two retrain.py versions decides node names, file names and wording where they differ.</summary>
public enum ScriptVersion
{
    /// <summary>The codelab's script: <c>--architecture</c>, root scope <c>final_training_ops</c>.</summary>
    Codelab,
    /// <summary>The TensorFlow Hub script: <c>--tfhub_module</c>, root scope <c>final_retrain_ops</c>.</summary>
    Hub,
}
