using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary><c>TF_Output</c>: one output of an operation, which belongs to its graph.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TfOutput(nint Operation, int Index);
