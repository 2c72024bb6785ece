using System.Text.RegularExpressions;

namespace PoetsCmdlets.Tests;

public class ManifestTests
{
    [Fact]
    public void The_manifest_exports_the_cmdlets_of_the_assembly_and_nothing_else()
    {
        Assert.Equal(BuiltModule.Cmdlets.Keys.Order(), BuiltModule.ManifestList("CmdletsToExport").Order());
        Assert.Contains("FunctionsToExport = @()", BuiltModule.Read("PoetsCmdlets.psd1"), StringComparison.Ordinal);
        Assert.Contains("AliasesToExport = @()", BuiltModule.Read("PoetsCmdlets.psd1"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_that_of_the_assembly()
    {
        string stamped = Regex.Match(BuiltModule.Read("PoetsCmdlets.psd1"), "ModuleVersion = '([^']*)'").Groups[1].Value;
        Assert.Equal(BuiltModule.Assembly.GetName().Version!.ToString(3), stamped);
    }

    [Fact]
    public void Only_approved_shapes_of_names_are_used()
    {
        foreach (string name in BuiltModule.Cmdlets.Keys)
        {
            Assert.Matches("^(Get|Invoke|Save)-[A-Z][A-Za-z]+$", name);
            Assert.True(BuiltModule.Cmdlets[name].IsSealed, $"{name}'s class is not sealed");
        }
    }

    [Fact]
    public void Files_that_the_manifest_names_are_there()
    {
        foreach (string file in BuiltModule.ManifestList("FormatsToProcess").Concat(BuiltModule.ManifestList("TypesToProcess")).Append("PoetsCmdlets.dll"))
        {
            Assert.True(File.Exists(Path.Combine(BuiltModule.Folder, file)), file);
        }
    }

    [Fact]
    public void Dependencies_lie_apart_and_PowerShell_itself_is_not_among_them()
    {
        string[] beside = [.. Directory.EnumerateFiles(BuiltModule.Folder, "*.dll").Select(file => Path.GetFileName(file)!)];
        string[] apart = [.. Directory.EnumerateFiles(Path.Combine(BuiltModule.Folder, "dependencies"), "*.dll").Select(file => Path.GetFileName(file)!)];
        Assert.Equal(["PoetsCmdlets.dll"], beside);
        Assert.Contains("Poets.Retraining.dll", apart);
        Assert.Contains("Google.Protobuf.dll", apart);
        Assert.DoesNotContain("System.Management.Automation.dll", apart);
        Assert.True(File.Exists(Path.Combine(BuiltModule.Folder, "dependencies", "models", "efficientnet_lite0_int8.pb")));
    }
}
