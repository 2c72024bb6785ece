using System.Runtime.InteropServices;
using Google.Protobuf;
using Poets.Graphs;
using Poets.Graphs.Protobuf;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>Opens native sessions and imports graphs.</summary>
internal static class SessionFactory
{
    /// <summary>Opens a session on a graph; operators may still be added to it.</summary>
    internal static SessionHandle Open(GraphHandle graph, SessionOptions options, string doing, bool rewrites = true)
    {
        using SessionOptionsHandle native = OptionsFor(options, rewrites);
        using StatusHandle status = TfApi.TF_NewStatus();
        return Checked(TfApi.TF_NewSession(graph, native, status), status, doing);
    }

    /// <summary>Loads a SavedModel folder into an empty graph and opens a session with its variables restored.</summary>
    /// <param name="graph">Takes the graph.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="tags">The tags of the graph to load.</param>
    /// <param name="options">Threads and device.</param>
    /// <param name="rewrites">Whether TensorFlow may rewrite the graph.</param>
    /// <param name="metaGraph">The MetaGraphDef, with its signatures.</param>
    internal static SessionHandle OpenSavedModel(
        GraphHandle graph, string folder, IReadOnlyList<string> tags, SessionOptions options, bool rewrites, out MetaGraphDef metaGraph)
    {
        using SessionOptionsHandle native = OptionsFor(options, rewrites);
        using StatusHandle status = TfApi.TF_NewStatus();
        using BufferHandle meta = TfApi.TF_NewBuffer();
        SessionHandle session = Checked(
            TfApi.TF_LoadSessionFromSavedModel(native, 0, folder, [.. tags], tags.Count, graph, meta, status), status, $"loading the SavedModel {folder}");
        metaGraph = MetaGraphDef.Parser.ParseFrom(TfApi.TF_GetBuffer(meta).Bytes);
        return session;
    }

    /// <summary>Imports a GraphDef, its nodes put on <paramref name="device"/> where they name none.</summary>
    internal static GraphHandle Import(GraphDef definition, string? device, string origin)
    {
        byte[] bytes = definition.ToByteArray();
        GraphHandle graph = TfApi.TF_NewGraph();
        try
        {
            using BufferHandle buffer = TfApi.TF_NewBufferFromString(bytes, (nuint)bytes.Length);
            using ImportOptionsHandle options = TfApi.TF_NewImportGraphDefOptions();
            using StatusHandle status = TfApi.TF_NewStatus();
            if (device is not null)
            {
                TfApi.TF_ImportGraphDefOptionsSetDefaultDevice(options, device);
            }

            TfApi.TF_GraphImportGraphDef(graph, buffer, options, status);
            TfStatus.Check(status, $"importing {origin}");
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>What a session can run on.</summary>
    internal static IReadOnlyList<TensorFlowDevice> DevicesOf(SessionHandle session)
    {
        const string Doing = "listing devices";
        using StatusHandle status = TfApi.TF_NewStatus();
        using DeviceListHandle list = TfApi.TF_SessionListDevices(session, status);
        TfStatus.Check(status, Doing);
        var devices = new TensorFlowDevice[TfApi.TF_DeviceListCount(list)];
        for (int i = 0; i < devices.Length; i++)
        {
            string? name = Marshal.PtrToStringUTF8(TfApi.TF_DeviceListName(list, i, status));
            string? kind = Marshal.PtrToStringUTF8(TfApi.TF_DeviceListType(list, i, status));
            long memory = TfApi.TF_DeviceListMemoryBytes(list, i, status);
            TfStatus.Check(status, Doing);
            devices[i] = new TensorFlowDevice(name ?? "", kind ?? "", memory);
        }

        return devices;
    }

    private static SessionOptionsHandle OptionsFor(SessionOptions options, bool rewrites)
    {
        byte[] config = ConfigProto.Encode(options.Threads, hideGpus: DeviceChoice.Parse(options.Device).Kind == DeviceKind.Cpu, rewrites);
        SessionOptionsHandle native = TfApi.TF_NewSessionOptions();
        using StatusHandle status = TfApi.TF_NewStatus();
        TfApi.TF_SetConfig(native, config, (nuint)config.Length, status);
        TfStatus.Check(status, "setting the session's options");
        return native;
    }

    private static SessionHandle Checked(SessionHandle session, StatusHandle status, string doing)
    {
        try
        {
            TfStatus.Check(status, doing);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
