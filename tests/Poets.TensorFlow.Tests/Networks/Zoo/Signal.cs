namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>A float32 tensor of a network under construction.</summary>
/// <param name="Name">Its node.</param>
/// <param name="Channels">The size of its last axis.</param>
internal readonly record struct Signal(string Name, int Channels);
