using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary><c>TF_Buffer</c>: bytes that belong to the buffer they were read from.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TfBuffer(nint Data, nuint Length, nint Deallocator)
{
    internal unsafe ReadOnlySpan<byte> Bytes => new((void*)Data, checked((int)Length));
}
