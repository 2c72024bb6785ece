using System.Diagnostics;
using Poets.Retraining.Demo;

namespace Poets.Cli.Tests;

/// <summary>The program as a process, among pipes and signals.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly string s_poets = $"'{Environment.ProcessPath}' exec '{Path.Combine(AppContext.BaseDirectory, "poets.dll")}'";

    private readonly string _folder = Directory.CreateTempSubdirectory("poets-program-").FullName;

    public static TheoryData<string> ShortCommands { get; } = ["models", "--help", "--version", "retrain --help"];

    [SkippableTheory]
    [MemberData(nameof(ShortCommands))]
    public void Nobody_reads_what_is_written(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        (int code, string errors) = Shell($"exec 3>&1; ( ( sleep 0.2; {s_poets} {command}; echo $? >&3 ) | : ) 3>&1", out string output);
        Assert.Equal((0, string.Empty, "141\n"), (code, errors, output));
    }

    [SkippableFact]
    public void Nobody_reads_on_after_the_first_lines()
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        const int Pictures = 100;
        DemoDataset.Write(Path.Combine(_folder, "pictures"), Pictures / DemoDataset.Classes.Count, 1, CancellationToken.None);
        (_, string errors) = Shell($"( {s_poets} bottleneck --bottleneck_dir cache --threads 1 pictures; echo $? >&2 ) | head -3 | wc -l", out string output);
        Assert.Equal(("3", "141\n"), (output.Trim(), errors));
        int computed = Directory.EnumerateFiles(Path.Combine(_folder, "cache"), "*.txt", SearchOption.AllDirectories).Count();
        Assert.InRange(computed, 3, Pictures / 2);
    }

    /// <summary>dd leaves the pipe as one that does not wait (O_NONBLOCK), which ends a program that takes "full" for an error.</summary>
    [SkippableFact]
    public void A_pipe_that_does_not_wait_is_waited_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "dd oflag=nonblock");
        DemoDataset.Write(Path.Combine(_folder, "pictures"), 3, 1, CancellationToken.None);
        int pictures = 3 * DemoDataset.Classes.Count;
        (_, string errors) = Shell($"( dd if=/dev/null oflag=nonblock status=none; {s_poets} bottleneck pictures; echo $? >&2 ) | ( sleep 2; cat ) | wc", out string output);
        string[] counts = output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal((pictures.ToString(System.Globalization.CultureInfo.InvariantCulture), "0\n"), (counts[0], errors));
        Assert.True(int.Parse(counts[2], System.Globalization.CultureInfo.InvariantCulture) > 1 << 17, "it would not fill a pipe");
    }

    [SkippableTheory]
    [InlineData("--help >/dev/full", 1, "No space left on device")]
    [InlineData("--version >&-", 1, "Bad file descriptor")]
    public void What_cannot_be_written_is_told(string line, int code, string reason)
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        (int found, string errors) = Shell($"{s_poets} {line}", out _);
        Assert.Equal((code, $"poets: error: standard output: {reason}\n"), (found, errors));
    }

    [SkippableFact]
    public void Two_streams_in_one_file_do_not_overwrite_each_other()
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        Shell($"( echo before; {s_poets} --version; {s_poets} nonsense; {s_poets} --version; echo after ) >log 2>&1", out _);
        string[] lines = File.ReadAllLines(Path.Combine(_folder, "log"));
        Assert.Equal("before", lines[0]);
        Assert.StartsWith("poets 0.", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("poets: error: there is no command", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("poets 0.", lines[^2], StringComparison.Ordinal);
        Assert.Equal("after", lines[^1]);
    }

    /// <summary>A pipe that nobody writes to, in place of a server that does not answer.</summary>
    [SkippableTheory]
    [InlineData("label_image --graph=pipe --image=pictures/one.bmp", "INT", 130)]
    [InlineData("bottleneck --graph=pipe --bottleneck_tensors=x pictures", "TERM", 143)]
    [InlineData("count_ops pipe", "HUP", 129)]
    public void A_file_that_does_not_answer_does_not_hold_up_the_end(string line, string signal, int code)
    {
        Skip.If(OperatingSystem.IsWindows(), "mkfifo");
        Skip.If(signal == "INT" && IsInterruptIgnored(), "whoever started the tests has processes ignore SIGINT, as shells do in the background");
        string pictures = Directory.CreateDirectory(Path.Combine(_folder, "pictures")).FullName;
        File.WriteAllBytes(Path.Combine(pictures, "one.bmp"), []);
        Shell("mkfifo pipe", out _);
        using Process process = Start($"exec {s_poets} {line}");
        Task<string> errors = process.StandardError.ReadToEndAsync();

        // It takes a fraction of a second to get there; where a busy machine needs longer, it ends in order.
        Assert.False(process.WaitForExit(3000), "it does not wait");
        Shell($"kill -{signal} {process.Id}", out _);
        Assert.True(process.WaitForExit(120_000), "it does not end");
        Assert.Equal(code, process.ExitCode);
        Assert.Contains("stopped", errors.Result, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsInterruptIgnored() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;

    private Process Start(string script)
    {
        var process = new Process { StartInfo = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder } };
        process.StartInfo.ArgumentList.Add("-c");
        process.StartInfo.ArgumentList.Add(script);
        process.Start();
        return process;
    }

    private (int Code, string Errors) Shell(string script, out string output)
    {
        using Process shell = Start(script);
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, errors.Result);
    }
}
