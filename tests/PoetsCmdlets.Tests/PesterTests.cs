using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PoetsCmdlets.Tests;

/// <summary>
/// Runs the Pester files of <c>tests/Pester</c> in a real <c>pwsh</c>, where there is one with Pester 5: one process for
/// all of them, since starting it and compiling the engine's code takes longer than most files' tests.
/// </summary>
public partial class PesterTests
{
    private static readonly Lazy<string?> s_missing = new(WhatIsMissing);
    private static readonly Lazy<(int Exit, string Output)> s_run = new(RunAll);

    public static TheoryData<string> Files => new([.. Names()]);

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Pester_passes(string file)
    {
        Skip.If(s_missing.Value is not null, s_missing.Value);
        Match report = Reports().Matches(s_run.Value.Output).FirstOrDefault(match => match.Groups["file"].Value == file)
            ?? throw new InvalidOperationException($"{file} was not run to its end (exit code {s_run.Value.Exit}):\n{s_run.Value.Output}");
        Assert.True(report.Groups["result"].Value == "Passed", report.Value);
        Assert.True(report.Groups["count"].Value != "0", $"no test was found in {file}");
    }

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Repository.Path("tests", "Pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    private static (int Exit, string Output) RunAll()
    {
        string folder = Repository.Path("tests", "Pester").Replace("'", "''", StringComparison.Ordinal);
        return PowerShell($$"""
            $PSStyle.OutputRendering = 'PlainText'
            foreach ($name in {{string.Join(", ", Names().Select(name => $"'{name}'"))}}) {
                "##[$name"
                $configuration = New-PesterConfiguration
                $configuration.Run.Path = Join-Path '{{folder}}' $name
                $configuration.Run.PassThru = $true
                $configuration.Output.Verbosity = 'Detailed'
                $result = Invoke-Pester -Configuration $configuration
                "##]$($result.Result) $($result.TotalCount)"
            }
            """);
    }

    private static string? WhatIsMissing()
    {
        try
        {
            var (exit, output) = PowerShell("""
                if ($PSVersionTable.PSVersion -lt '7.4') { "pwsh 7.4 or later (found $($PSVersionTable.PSVersion))"; exit 1 }
                if (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0')) { 'Pester 5 or later'; exit 1 }
                """);
            return exit == 0 ? null : "needs " + output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "needs pwsh 7.4 or later on the PATH";
        }
    }

    private static (int Exit, string Output) PowerShell(string script)
    {
        var start = new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };

        // The test host's own settings must not decide which runtime and modules pwsh takes.
        foreach (string variable in new[] { "DOTNET_ROOT_HOST_PATH", "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" })
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    // What stands between the two marks of a file.
    [GeneratedRegex(@"##\[(?<file>\S+)(?<text>(?:(?!##\[).)*?)##\](?<result>\w+) (?<count>\d+)", RegexOptions.Singleline)]
    private static partial Regex Reports();
}
