using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Poets.Bench.Measuring;

/// <summary>Processor time of this process in milliseconds: what counts where other programs keep the machine busy.</summary>
internal static class ProcessorClock
{
    private const int ProcessCpuTime = 2;

    /// <summary>The time used so far by all threads.</summary>
    public static double Now
    {
        get
        {
            if (OperatingSystem.IsLinux() && clock_gettime(ProcessCpuTime, out TimeSpec time) == 0)
            {
                return (time.Seconds * 1e3) + (time.Nanoseconds / 1e6);
            }

            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime.TotalMilliseconds;
        }
    }

#pragma warning disable SYSLIB1054, CA5392 // .NET 8 reads this clock in steps of 10 ms only; generated stubs would need unsafe code.
    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);
#pragma warning restore SYSLIB1054, CA5392

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
