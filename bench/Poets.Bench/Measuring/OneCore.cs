using System.Runtime.InteropServices;

namespace Poets.Bench.Measuring;

/// <summary>
/// Keeps this thread, and those that it starts meanwhile, on one core: what runs beside a single worker, such as the
/// reader of its input, must not get a second one for nothing. Only Linux has the means; elsewhere nothing happens.
/// </summary>
internal readonly ref struct OneCore
{
    private readonly ulong _before;

    private OneCore(ulong before) => _before = before;

    /// <summary>Binds this thread to the first of the cores that it may use, until the value is disposed.</summary>
    public static OneCore Bind()
    {
        ulong before = 0;
        if (OperatingSystem.IsLinux() && sched_getaffinity(0, sizeof(ulong), ref before) > 0)
        {
            ulong first = before & (~before + 1);
            _ = sched_setaffinity(0, sizeof(ulong), ref first);
        }

        return new OneCore(before);
    }

    /// <summary>Gives the other cores back to this thread.</summary>
    public void Dispose()
    {
        ulong before = _before;
        if (before != 0)
        {
            _ = sched_setaffinity(0, sizeof(ulong), ref before);
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // Generated stubs would need unsafe code.
    [DllImport("libc")]
    private static extern int sched_getaffinity(int thread, nint size, ref ulong mask);

    [DllImport("libc")]
    private static extern int sched_setaffinity(int thread, nint size, ref ulong mask);
#pragma warning restore SYSLIB1054, CA5392
}
