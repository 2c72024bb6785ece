namespace Poets.Retraining.Engines;

/// <summary>Something that networks can run on.</summary>
/// <param name="Engine">What people choose the engine by: <c>Managed</c> or <c>TensorFlow</c>.</param>
/// <param name="Version">The engine's version.</param>
/// <param name="Device">What people choose the device by: <c>Cpu</c>, <c>Gpu:0</c>.</param>
/// <param name="MemoryBytes">The memory that it can use, in bytes; 0 where the engine does not say.</param>
/// <param name="Description">The processor's vectors, or the library's file and its own name of the device.</param>
public sealed record EngineDevice(string Engine, string Version, string Device, long MemoryBytes, string Description);
