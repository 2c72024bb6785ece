using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary>Turns a <c>TF_Status</c> into an exception.</summary>
internal static class TfStatus
{
    /// <summary>Throws TensorFlow's own message after ours when the call before failed.</summary>
    /// <param name="status">What the call left.</param>
    /// <param name="doing">What was tried, with the file or graph, to begin the message with.</param>
    internal static void Check(StatusHandle status, string doing)
    {
        int code = TfApi.TF_GetCode(status);
        if (code != 0)
        {
            string message = Marshal.PtrToStringUTF8(TfApi.TF_Message(status)) ?? "";
            throw new TensorFlowException(doing, (TensorFlowErrorCode)code, message);
        }
    }
}
