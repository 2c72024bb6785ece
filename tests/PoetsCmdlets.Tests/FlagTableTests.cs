using System.Reflection;
using PoetsCmdlets.Cmdlets;

namespace PoetsCmdlets.Tests;

/// <summary>docs/compatibility.md against the parameters that the cmdlets really have.</summary>
public class FlagTableTests
{
    public static TheoryData<string, Type> Tables => new()
    {
        { "retrain.py", typeof(InvokeRetrainCommand) },
        { "label_image.py", typeof(GetImageLabelCommand) },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Each_flag_has_the_parameter_that_the_table_names(string section, Type cmdlet)
    {
        var rows = FlagTable.Read(section).Where(row => row.Parameter != "–").ToList();
        var parameters = BuiltModule.Parameters(cmdlet).ToDictionary(parameter => parameter.Name);
        Assert.All(rows, row => Assert.True(parameters.ContainsKey(row.Parameter), $"{row.Flag}: there is no -{row.Parameter}"));
    }

    [Fact]
    public void Each_parameter_of_Invoke_Retrain_has_its_flag()
    {
        var named = FlagTable.Read("retrain.py").Select(row => row.Parameter).ToHashSet();
        Assert.All(BuiltModule.Parameters(typeof(InvokeRetrainCommand)), parameter => Assert.Contains(parameter.Name, named));
    }

    [Fact]
    public void The_scripts_own_spellings_are_aliases()
    {
        var parameters = BuiltModule.Parameters(typeof(InvokeRetrainCommand)).ToDictionary(parameter => parameter.Name);
        foreach (FlagRow row in FlagTable.Read("retrain.py").Where(row => row.Parameter != "–" && (row.First != "–" || row.Second != "–")))
        {
            string flag = row.Flag.TrimStart('-');
            Assert.True(flag.Equals(row.Parameter, StringComparison.OrdinalIgnoreCase) || Aliases(parameters[row.Parameter]).Contains(flag), $"-{row.Parameter} has no alias {flag}");
        }
    }

    private static IEnumerable<string> Aliases(PropertyInfo parameter) =>
        BuiltModule.Attributes(parameter, "AliasAttribute").SelectMany(alias => (IEnumerable<CustomAttributeTypedArgument>)alias.ConstructorArguments[0].Value!).Select(alias => (string)alias.Value!);
}
