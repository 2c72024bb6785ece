using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary>Ties the imports of <see cref="TfApi"/> to the library that was found.</summary>
/// <remarks>
/// The one piece of mutable static state of this assembly, and not by choice: imports are bound once a process, and
/// two TensorFlows in one process would fight over the same global registries and crash.
/// </remarks>
internal static class NativeBinding
{
    private static readonly object s_lock = new();
    private static nint s_handle;
    private static TensorFlowLibrary? s_library;

    /// <summary>The library that this process has loaded, if any.</summary>
    internal static TensorFlowLibrary? Loaded
    {
        get
        {
            lock (s_lock)
            {
                return s_library;
            }
        }
    }

    /// <summary>Answers the loaded library, or lets <paramref name="load"/> load one, once.</summary>
    /// <param name="load">Answers the handle and where it came from; it may throw.</param>
    /// <param name="describe">Runs with the imports bound and makes the library's description.</param>
    internal static TensorFlowLibrary Bind(Func<(nint Handle, string Path)> load, Func<nint, string, TensorFlowLibrary> describe)
    {
        lock (s_lock)
        {
            if (s_library is null)
            {
                (nint handle, string path) = load();
                if (s_handle == 0)
                {
                    NativeLibrary.SetDllImportResolver(typeof(NativeBinding).Assembly, (name, _, _) => name == TfApi.LibraryName ? s_handle : 0);
                }

                s_handle = handle;
                s_library = describe(handle, path);
            }

            return s_library;
        }
    }
}
