using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Poets.Graphs;
using Poets.TensorFlow.Native;

namespace Poets.TensorFlow;

/// <summary>The real TensorFlow C library, found on this machine and loaded into this process, at most one.</summary>
/// <remarks>
/// Searched in this order: the path that the caller gives (a file or a folder); the environment variable
/// <c>POETS_TENSORFLOW</c> (likewise); <c>runtimes/&lt;platform&gt;/native</c> and <c>runtimes</c> beside our assembly,
/// the assembly's own folder; the system's library path. A path or variable that is set and holds no library is an
/// error, not a reason to take another. A SciSharp redist package, a libtensorflow archive and the <c>tensorflow</c>
/// folder of a Python wheel all do.
/// </remarks>
public sealed class TensorFlowLibrary
{
    private readonly bool _hasStrings;

    private TensorFlowLibrary(string path, string version, bool hasStrings)
    {
        Path = path;
        Version = version;
        _hasStrings = hasStrings;
    }

    /// <summary>The file that was loaded, or its bare name when the system's library path had it.</summary>
    public string Path { get; }

    /// <summary>What the library calls itself, such as <c>2.16.2</c>.</summary>
    public string Version { get; }

    /// <summary>The library that this process has loaded, or null.</summary>
    public static TensorFlowLibrary? Loaded => NativeBinding.Loaded;

    /// <summary>Looks for the library without loading it.</summary>
    /// <param name="path">A file or folder, or null.</param>
    /// <param name="searched">One line for each place that was looked at and what was there.</param>
    /// <returns>The file, or null; the system's library path is only known by loading.</returns>
    public static string? Find(string? path, out string searched)
    {
        var search = new LibrarySearch();
        string? found = search.Find(path);
        searched = search.Account;
        return found;
    }

    /// <summary>Makes sure that the library is where a path says, without loading it.</summary>
    /// <param name="path">A file or folder.</param>
    /// <exception cref="GraphException">It is not; the message says where it was looked for, and what to do.</exception>
    public static void Require(string path)
    {
        if (Find(path, out string searched) is null)
        {
            throw NotFound(searched);
        }
    }

    /// <summary>Finds and loads the library.</summary>
    /// <param name="path">A file or folder, or null.</param>
    /// <exception cref="GraphException">
    /// It was not found (the message lists what was searched), cannot be loaded, or another one is loaded already.
    /// </exception>
    public static TensorFlowLibrary Load(string? path = null)
    {
        var search = new LibrarySearch();
        TensorFlowLibrary library = NativeBinding.Bind(() => LoadNative(search, path), Describe);
        return path is null || IsAt(library, path)
            ? library
            : throw new EngineUnavailableException(
                $"TensorFlow {library.Version} is already loaded from {library.Path}, and a process can hold only one: start a new process for {path}.");
    }

    /// <summary>Finds and loads the library, if there is one.</summary>
    /// <param name="path">A file or folder, or null.</param>
    /// <param name="library">The library.</param>
    /// <param name="searched">Where it was found, or everything that was looked at and why that would not do.</param>
    public static bool TryLoad(string? path, [NotNullWhen(true)] out TensorFlowLibrary? library, out string searched)
    {
        try
        {
            library = Load(path);
            searched = $"TensorFlow {library.Version} at {library.Path}";
            return true;
        }
        catch (GraphException failure)
        {
            library = null;
            searched = failure.Message;
            return false;
        }
    }

    /// <summary>The devices that this TensorFlow can run graphs on.</summary>
    /// <exception cref="TensorFlowException">TensorFlow cannot open a session.</exception>
    public IReadOnlyList<TensorFlowDevice> ListDevices()
    {
        using GraphHandle graph = TfApi.TF_NewGraph();
        using SessionHandle session = SessionFactory.Open(graph, new SessionOptions { Threads = 1 }, $"listing the devices of {Path}");
        return SessionFactory.DevicesOf(session);
    }

    /// <summary>Refuses byte strings where the library is older than the functions that handle them.</summary>
    internal void RequireStrings()
    {
        if (!_hasStrings)
        {
            throw new GraphException(
                $"TensorFlow {Version} at {Path} is too old to take or give byte strings (it has no {nameof(TfApi.TF_StringInit)}): take a newer one, or feed pixels instead of files.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"TensorFlow {Version} ({Path})";

    private static (nint Handle, string Path) LoadNative(LibrarySearch search, string? path)
    {
        string? file = search.Find(path);
        Prepare();
        if (file is not null)
        {
            return (LoadFile(file), file);
        }

        if (!search.Named)
        {
            foreach (string name in LibrarySearch.FileNames)
            {
                if (NativeLibrary.TryLoad(name, out nint handle))
                {
                    return (Checked(handle, name), name);
                }
            }

            search.Note("the system's library path", $"no {string.Join(", ", LibrarySearch.FileNames)}");
        }

        throw NotFound(search.Account);
    }

    private static EngineUnavailableException NotFound(string account) => new(
        $"The TensorFlow library was not found. Searched:{Environment.NewLine}{account}{Environment.NewLine}"
        + $"Name its file or folder with --tensorflow_path or in {LibrarySearch.Variable}, or leave both out and take the managed engine, which needs none; "
        + "docs/tensorflow.md says how to get one.");

    private static nint LoadFile(string file)
    {
        // A wheel's library asks for this one by name only; loaded first, it is found wherever both lie.
        string folder = System.IO.Path.GetDirectoryName(file)!;
        foreach (string framework in (string[])["libtensorflow_framework.so.2", "libtensorflow_framework.2.dylib"])
        {
            string beside = System.IO.Path.Combine(folder, framework);
            if (File.Exists(beside))
            {
                _ = NativeLibrary.TryLoad(beside, out _);
            }
        }

        try
        {
            return Checked(NativeLibrary.Load(file), file);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineUnavailableException($"{file} cannot be loaded as TensorFlow's library: {failure.Message}", failure);
        }
    }

    private static nint Checked(nint handle, string file) =>
        NativeLibrary.TryGetExport(handle, nameof(TfApi.TF_SessionRun), out _)
            ? handle
            : throw new EngineUnavailableException($"{file} is not TensorFlow's C library: it has no {nameof(TfApi.TF_SessionRun)}.");

    private static void Prepare()
    {
        // The library reports every start on stderr, into the user's console, unless told otherwise; errors stay.
        NativeEnvironment.SetDefault("TF_CPP_MIN_LOG_LEVEL", "2");

        // Without it the first session's intra-op thread count holds for every later session of the process.
        NativeEnvironment.SetDefault("TF_OVERRIDE_GLOBAL_THREADPOOL", "1");
    }

    private static TensorFlowLibrary Describe(nint handle, string path) => new(
        path, Marshal.PtrToStringUTF8(TfApi.TF_Version()) ?? "of unknown version", NativeLibrary.TryGetExport(handle, nameof(TfApi.TF_StringInit), out _));

    private static bool IsAt(TensorFlowLibrary library, string path)
    {
        string? asked = new LibrarySearch().Find(path);
        return asked is not null && Resolve(asked) == Resolve(library.Path);
    }

    private static string Resolve(string file) =>
        File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(file) : file;
}
