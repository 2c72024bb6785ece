using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary>The part of TensorFlow's C API (<c>tensorflow/c/c_api.h</c>) that we call, name for name.</summary>
/// <remarks>
/// <see cref="LibraryName"/> is no file's name: <see cref="TensorFlowLibrary"/> finds the file at run time and answers
/// for it. Pointers that belong to another object (operations to their graph, names to their list) are plain
/// <c>nint</c>; what we must free is a safe handle.
/// </remarks>
internal static partial class TfApi
{
    internal const string LibraryName = "poets-tensorflow";

    [LibraryImport(LibraryName)]
    internal static partial nint TF_Version();

    [LibraryImport(LibraryName)]
    internal static partial StatusHandle TF_NewStatus();

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteStatus(nint status);

    [LibraryImport(LibraryName)]
    internal static partial int TF_GetCode(StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_Message(StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial BufferHandle TF_NewBuffer();

    [LibraryImport(LibraryName)]
    internal static partial BufferHandle TF_NewBufferFromString(byte[] bytes, nuint length);

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteBuffer(nint buffer);

    [LibraryImport(LibraryName)]
    internal static partial TfBuffer TF_GetBuffer(BufferHandle buffer);

    [LibraryImport(LibraryName)]
    internal static partial GraphHandle TF_NewGraph();

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteGraph(nint graph);

    [LibraryImport(LibraryName)]
    internal static partial ImportOptionsHandle TF_NewImportGraphDefOptions();

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteImportGraphDefOptions(nint options);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void TF_ImportGraphDefOptionsSetDefaultDevice(ImportOptionsHandle options, string device);

    [LibraryImport(LibraryName)]
    internal static partial void TF_GraphImportGraphDef(GraphHandle graph, BufferHandle graphDef, ImportOptionsHandle options, StatusHandle status);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint TF_GraphOperationByName(GraphHandle graph, string name);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_GraphNextOperation(GraphHandle graph, ref nuint position);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_OperationName(nint operation);

    [LibraryImport(LibraryName)]
    internal static partial int TF_OperationNumOutputs(nint operation);

    [LibraryImport(LibraryName)]
    internal static partial int TF_OperationOutputType(TfOutput output);

    [LibraryImport(LibraryName)]
    internal static partial int TF_GraphGetTensorNumDims(GraphHandle graph, TfOutput output, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial void TF_GraphGetTensorShape(GraphHandle graph, TfOutput output, [Out] long[] sizes, int count, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial SessionOptionsHandle TF_NewSessionOptions();

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteSessionOptions(nint options);

    [LibraryImport(LibraryName)]
    internal static partial void TF_SetConfig(SessionOptionsHandle options, byte[] configProto, nuint length, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial SessionHandle TF_NewSession(GraphHandle graph, SessionOptionsHandle options, StatusHandle status);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SessionHandle TF_LoadSessionFromSavedModel(
        SessionOptionsHandle options, nint runOptions, string exportFolder, string[] tags, int tagCount, GraphHandle graph, BufferHandle metaGraphDef, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial void TF_CloseSession(nint session, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteSession(nint session, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial void TF_SessionRun(
        SessionHandle session, nint runOptions,
        TfOutput[] inputs, nint[] inputTensors, int inputCount,
        TfOutput[] outputs, [In, Out] nint[] outputTensors, int outputCount,
        nint targets, int targetCount, nint runMetadata, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial DeviceListHandle TF_SessionListDevices(SessionHandle session, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteDeviceList(nint list);

    [LibraryImport(LibraryName)]
    internal static partial int TF_DeviceListCount(DeviceListHandle list);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_DeviceListName(DeviceListHandle list, int index, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_DeviceListType(DeviceListHandle list, int index, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial long TF_DeviceListMemoryBytes(DeviceListHandle list, int index, StatusHandle status);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_NewTensor(int type, long[] sizes, int rank, nint data, nuint length, nint deallocator, nint argument);

    [LibraryImport(LibraryName)]
    internal static partial void TF_DeleteTensor(nint tensor);

    [LibraryImport(LibraryName)]
    internal static partial int TF_TensorType(nint tensor);

    [LibraryImport(LibraryName)]
    internal static partial int TF_NumDims(nint tensor);

    [LibraryImport(LibraryName)]
    internal static partial long TF_Dim(nint tensor, int axis);

    [LibraryImport(LibraryName)]
    internal static partial nuint TF_TensorByteSize(nint tensor);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_TensorData(nint tensor);

    [LibraryImport(LibraryName)]
    internal static partial void TF_StringInit(nint value);

    [LibraryImport(LibraryName)]
    internal static partial void TF_StringCopy(nint value, byte[] bytes, nuint length);

    [LibraryImport(LibraryName)]
    internal static partial void TF_StringDealloc(nint value);

    [LibraryImport(LibraryName)]
    internal static partial nint TF_StringGetDataPointer(nint value);

    [LibraryImport(LibraryName)]
    internal static partial nuint TF_StringGetSize(nint value);
}
