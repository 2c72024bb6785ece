using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace Poets.Bench.Measuring;

/// <summary>What the figures were taken on.</summary>
internal static partial class Machine
{
    /// <summary>The processor's name as the system tells it.</summary>
    public static string Processor { get; } = FindProcessor();

    /// <summary>The processor's name as a file name.</summary>
    public static string ProcessorSlug { get; } = Separators().Replace(Processor.ToLowerInvariant(), "-").Trim('-');

    /// <summary>One line: processor, cores, vector width, memory, system, runtime.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Environment.ProcessorCount} cores, {Vectors()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):F0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>How busy other programs keep the machine, where the system tells it: figures of a busy machine are rough.</summary>
    public static string Load()
    {
        const string Linux = "/proc/loadavg";
        return File.Exists(Linux) ? $"; load average at the start {File.ReadAllText(Linux).Split(' ')[0]}" : "";
    }

    private static string Vectors() => Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "128-bit vectors";

    private static string FindProcessor()
    {
        const string Linux = "/proc/cpuinfo";
        string? line = File.Exists(Linux) ? File.ReadLines(Linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    [GeneratedRegex("[^a-z0-9.]+")]
    private static partial Regex Separators();
}
