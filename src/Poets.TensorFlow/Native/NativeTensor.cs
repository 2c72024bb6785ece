using System.Runtime.InteropServices;
using Poets.Graphs;

namespace Poets.TensorFlow.Native;

/// <summary>Moves tensors over the border, in both directions.</summary>
/// <remarks>
/// Inputs are not copied by us: TensorFlow reads the pinned .NET array and unpins it by our deallocator when its last
/// reference is gone (it makes one copy itself where the array does not begin at a multiple of 64 bytes). Byte strings
/// are copied, because kernels may keep views of them. Outputs are copied once, into an array of their own.
/// </remarks>
internal static unsafe class NativeTensor
{
    // sizeof(TF_TString), tensorflow/tsl/platform/ctstring_internal.h; on every 64-bit platform.
    private const int StringSize = 24;

    /// <summary>Makes a <c>TF_Tensor</c>, to be deleted by the caller.</summary>
    internal static nint Create(Tensor tensor)
    {
        long[] sizes = [.. tensor.Dimensions.ToArray()];
        return tensor.Type == ElementType.String ? CreateStrings(tensor, sizes) : CreateNumbers(tensor, sizes);
    }

    /// <summary>Copies a <c>TF_Tensor</c> into one of ours.</summary>
    /// <param name="native">The tensor; it stays the caller's.</param>
    /// <param name="name">Its name, for messages.</param>
    internal static Tensor Read(nint native, string name)
    {
        var dimensions = new int[TfApi.TF_NumDims(native)];
        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            dimensions[axis] = checked((int)TfApi.TF_Dim(native, axis));
        }

        var type = (ElementType)TfApi.TF_TensorType(native);
        byte* data = (byte*)TfApi.TF_TensorData(native);
        if (type == ElementType.String)
        {
            return new Tensor(type, dimensions, ReadStrings(data, dimensions));
        }

        if (!Enum.IsDefined(type) || type is ElementType.Unknown or ElementType.Resource)
        {
            throw new GraphException($"The tensor '{name}' has TensorFlow's type number {(int)type}, which has no form outside TensorFlow.");
        }

        Tensor tensor = Tensor.Zeros(type, dimensions);
        int bytes = checked((int)TfApi.TF_TensorByteSize(native));
        new ReadOnlySpan<byte>(data, bytes).CopyTo(BytesOf(tensor));
        return tensor;
    }

    private static nint CreateNumbers(Tensor tensor, long[] sizes)
    {
        // bool[] is the one storage that .NET does not let us pin by handle.
        Array data = tensor.Type == ElementType.Bool ? BytesOf(tensor).ToArray() : tensor.Data;
        GCHandle pin = GCHandle.Alloc(data, GCHandleType.Pinned);
        nuint length = (nuint)BytesOf(tensor).Length;
        nint native = TfApi.TF_NewTensor(
            (int)tensor.Type, sizes, sizes.Length, pin.AddrOfPinnedObject(), length, (nint)(delegate* unmanaged<void*, nuint, void*, void>)&Unpin, GCHandle.ToIntPtr(pin));
        return Checked(native, tensor);
    }

    private static nint CreateStrings(Tensor tensor, long[] sizes)
    {
        TensorFlowLibrary.Loaded!.RequireStrings();
        ReadOnlySpan<byte[]> values = tensor.Span<byte[]>();
        nuint length = (nuint)(values.Length * StringSize);
        byte* data = (byte*)NativeMemory.AllocZeroed(Math.Max(length, 1));
        for (int i = 0; i < values.Length; i++)
        {
            nint value = (nint)(data + (i * StringSize));
            TfApi.TF_StringInit(value);
            TfApi.TF_StringCopy(value, values[i], (nuint)values[i].Length);
        }

        nint native = TfApi.TF_NewTensor(
            (int)ElementType.String, sizes, sizes.Length, (nint)data, length, (nint)(delegate* unmanaged<void*, nuint, void*, void>)&FreeStrings, 0);
        return Checked(native, tensor);
    }

    // TensorFlow has called the deallocator by the time it answers null.
    private static nint Checked(nint native, Tensor tensor) =>
        native != 0 ? native : throw new GraphException($"TensorFlow takes no tensor of {tensor}.");

    private static byte[][] ReadStrings(byte* data, int[] dimensions)
    {
        TensorFlowLibrary.Loaded!.RequireStrings();
        int count = 1;
        foreach (int size in dimensions)
        {
            count = checked(count * size);
        }

        var values = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            nint value = (nint)(data + (i * StringSize));
            values[i] = new ReadOnlySpan<byte>((void*)TfApi.TF_StringGetDataPointer(value), checked((int)TfApi.TF_StringGetSize(value))).ToArray();
        }

        return values;
    }

    private static Span<byte> BytesOf(Tensor tensor)
    {
        int size = Marshal.SizeOf(tensor.Type == ElementType.Bool ? typeof(byte) : Tensor.StorageOf(tensor.Type));
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(tensor.Data), checked(tensor.Length * size));
    }

    [UnmanagedCallersOnly]
    private static void Unpin(void* data, nuint length, void* argument) => GCHandle.FromIntPtr((nint)argument).Free();

    [UnmanagedCallersOnly]
    private static void FreeStrings(void* data, nuint length, void* argument)
    {
        for (nuint offset = 0; offset < length; offset += StringSize)
        {
            TfApi.TF_StringDealloc((nint)((byte*)data + offset));
        }

        NativeMemory.Free(data);
    }
}
