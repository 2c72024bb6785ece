using System.Diagnostics;

namespace PoetsCmdlets.Tests;

/// <summary>Runs the Pester files of <c>tests/Pester</c> in a real <c>pwsh</c>, where there is one with Pester 5.</summary>
public class PesterTests
{
    private static readonly Lazy<string?> s_missing = new(WhatIsMissing);

    public static TheoryData<string> Files => new([.. Directory.EnumerateFiles(Repository.Path("tests", "Pester"), "*.Tests.ps1").Select(file => Path.GetFileName(file)!).Order()]);

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Pester_passes(string file)
    {
        Skip.If(s_missing.Value is not null, s_missing.Value);
        string path = Repository.Path("tests", "Pester", file);
        var (exit, output) = PowerShell($$"""
            $PSStyle.OutputRendering = 'PlainText'
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = '{{path.Replace("'", "''", StringComparison.Ordinal)}}'
            $configuration.Run.PassThru = $true
            $configuration.Output.Verbosity = 'Detailed'
            $result = Invoke-Pester -Configuration $configuration
            if ($result.TotalCount -eq 0) { 'no test was found'; exit 3 }
            exit [int]($result.Result -ne 'Passed')
            """);
        Assert.True(exit == 0, output);
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
}
