namespace Poets.Graphs;

/// <summary>A SavedModel's promise: which tensors to feed and which to ask for, by the names that its users know.</summary>
/// <param name="Name">The signature's name: <c>serving_default</c>, or <c>default</c> of a TF1 Hub module.</param>
/// <param name="Inputs">What is fed, by argument name.</param>
/// <param name="Outputs">What is answered, by result name.</param>
/// <param name="Method">The serving method, such as <c>tensorflow/serving/predict</c>; may be empty.</param>
public sealed record GraphSignature(
    string Name, IReadOnlyDictionary<string, TensorFact> Inputs, IReadOnlyDictionary<string, TensorFact> Outputs, string Method = "");
