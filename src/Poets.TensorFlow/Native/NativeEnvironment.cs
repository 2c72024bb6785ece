using System.Runtime.InteropServices;

namespace Poets.TensorFlow.Native;

/// <summary>Sets variables where native code reads them: on Unix, .NET keeps its own copy of the environment.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable unless the user has set it.</summary>
    internal static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _ = PutWindows(name, value);
        }
        else
        {
            _ = SetUnix(name, value, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetUnix(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutWindows(string name, string value);
}
