using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Poets.Cli.Output;

/// <summary>
/// Standard output where it leads to a file or a pipe. .NET's own stream keeps silent where a pipe's reader has gone, so that a
/// program computes on for nobody; this one says so.
/// </summary>
/// <remarks>
/// The system's call is made directly: a <see cref="FileStream"/> would keep a position of its own, and overwrite what others
/// write to the same file (<c>&gt; log 2&gt;&amp;1</c>).
/// </remarks>
internal sealed partial class RedirectedOutput : WriteOnlyStream
{
    private const int Descriptor = 1;
    private const int WindowsStandardOutput = -11;

    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = 109;
    private const int WindowsNoData = 232;
    private const int WindowsNotConnected = 233;

    // How long a reader that takes nothing is left alone before it is asked again, in milliseconds.
    private const int Patience = 5;

    // A pipe that does not wait (O_NONBLOCK, which whoever made it may have set) is full: EAGAIN.
    private static int Again => OperatingSystem.IsLinux() ? 11 : 35;

    /// <inheritdoc/>
    /// <exception cref="ReaderGoneException">Nobody reads.</exception>
    /// <exception cref="IOException">The disk is full, or there is no standard output.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            buffer = buffer[(OperatingSystem.IsWindows() ? WriteOnWindows(buffer) : WriteOnUnix(buffer))..];
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    private static int WriteOnUnix(ReadOnlySpan<byte> buffer)
    {
        nint written = WriteUnix(Descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
        if (written >= 0)
        {
            return (int)written;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == BrokenPipe)
        {
            throw new ReaderGoneException();
        }

        if (error == Again)
        {
            Thread.Sleep(Patience);
        }
        else if (error != Interrupted)
        {
            throw new IOException($"standard output: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        return 0;
    }

    private static int WriteOnWindows(ReadOnlySpan<byte> buffer)
    {
        if (WriteWindows(GetStdHandle(WindowsStandardOutput), in MemoryMarshal.GetReference(buffer), buffer.Length, out int written, 0))
        {
            return written;
        }

        int error = Marshal.GetLastPInvokeError();
        throw error is WindowsBrokenPipe or WindowsNoData or WindowsNotConnected
            ? new ReaderGoneException()
            : new IOException($"standard output: {new Win32Exception(error).Message}");
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteUnix(int descriptor, in byte buffer, nint count);

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "WriteFile", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteWindows(nint handle, in byte buffer, int count, out int written, nint overlapped);
}
