using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary>A pointer that TensorFlow gave us to free.</summary>
internal abstract class TfHandle : SafeHandle
{
    protected TfHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected sealed override bool ReleaseHandle()
    {
        Delete(handle);
        return true;
    }

    protected abstract void Delete(nint pointer);
}

/// <summary><c>TF_Status</c>.</summary>
internal sealed class StatusHandle : TfHandle
{
    protected override void Delete(nint pointer) => TfApi.TF_DeleteStatus(pointer);
}

/// <summary><c>TF_Buffer</c>.</summary>
internal sealed class BufferHandle : TfHandle
{
    protected override void Delete(nint pointer) => TfApi.TF_DeleteBuffer(pointer);
}

/// <summary><c>TF_Graph</c>; TensorFlow itself keeps it until the last session on it is gone.</summary>
internal sealed class GraphHandle : TfHandle
{
    protected override void Delete(nint pointer) => TfApi.TF_DeleteGraph(pointer);
}

/// <summary><c>TF_ImportGraphDefOptions</c>.</summary>
internal sealed class ImportOptionsHandle : TfHandle
{
    protected override void Delete(nint pointer) => TfApi.TF_DeleteImportGraphDefOptions(pointer);
}

/// <summary><c>TF_SessionOptions</c>.</summary>
internal sealed class SessionOptionsHandle : TfHandle
{
    protected override void Delete(nint pointer) => TfApi.TF_DeleteSessionOptions(pointer);
}

/// <summary><c>TF_DeviceList</c>.</summary>
internal sealed class DeviceListHandle : TfHandle
{
    protected override void Delete(nint pointer) => TfApi.TF_DeleteDeviceList(pointer);
}

/// <summary><c>TF_Session</c>; closed, then deleted.</summary>
internal sealed class SessionHandle : TfHandle
{
    protected override void Delete(nint pointer)
    {
        // Nothing can be done about a failure here, and nothing of ours depends on it.
        using StatusHandle status = TfApi.TF_NewStatus();
        TfApi.TF_CloseSession(pointer, status);
        TfApi.TF_DeleteSession(pointer, status);
    }
}
