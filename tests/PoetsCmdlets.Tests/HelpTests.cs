using System.Text.RegularExpressions;
using System.Xml.Linq;
using PoetsCmdlets.Errors;

namespace PoetsCmdlets.Tests;

public class HelpTests
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XDocument s_help = XDocument.Parse(BuiltModule.Read("en-US", "PoetsCmdlets.dll-Help.xml"));

    public static TheoryData<string> Cmdlets => new([.. BuiltModule.Cmdlets.Keys.Order()]);

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_a_synopsis_a_description_and_examples(string name)
    {
        var help = HelpOf(name);
        Assert.NotEmpty(help.Element(s_command + "details")!.Element(s_maml + "description")!.Value);
        Assert.NotEmpty(help.Element(s_maml + "description")!.Value);
        var examples = help.Descendants(s_command + "example").ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            Assert.Contains(name, example.Element(s_dev + "code")!.Value, StringComparison.Ordinal);
            Assert.NotEmpty(example.Element(s_dev + "remarks")!.Value);
        });
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_has_a_description_and_no_other_is_described(string name)
    {
        var described = HelpOf(name).Element(s_command + "parameters")!.Elements(s_command + "parameter")
            .ToDictionary(parameter => parameter.Element(s_maml + "name")!.Value, parameter => parameter.Element(s_maml + "description")!.Value);
        var real = BuiltModule.Parameters(BuiltModule.Cmdlets[name]).Select(parameter => parameter.Name).ToHashSet();
        if (BuiltModule.Attributes(BuiltModule.Cmdlets[name], "CmdletAttribute").Single().NamedArguments.Any(argument => argument.MemberName == "SupportsShouldProcess"))
        {
            real.UnionWith(["WhatIf", "Confirm"]);
        }

        Assert.Equal(real.Order(), described.Keys.Order());
        Assert.All(described, parameter => Assert.True(parameter.Value.Length > 10 && parameter.Value.EndsWith('.'), $"-{parameter.Key}: '{parameter.Value}'"));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void Every_parameter_set_has_its_syntax(string name)
    {
        var cmdlet = BuiltModule.Cmdlets[name];
        var sets = BuiltModule.Parameters(cmdlet)
            .SelectMany(parameter => BuiltModule.Attributes(parameter, "ParameterAttribute"))
            .SelectMany(attribute => attribute.NamedArguments.Where(argument => argument.MemberName == "ParameterSetName"))
            .Select(argument => argument.TypedValue.Value).Distinct().Count();
        Assert.Equal(Math.Max(1, sets), HelpOf(name).Descendants(s_command + "syntaxItem").Count());
    }

    [Fact]
    public void The_about_topic_lists_every_error_id_once()
    {
        string about = BuiltModule.Read("en-US", "about_PoetsCmdlets.help.txt");
        var ids = typeof(ErrorIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order();
        var listed = Regex.Matches(about, @"^        (?<id>[A-Z]\w+) +(?<category>[A-Z]\w+) +\S", RegexOptions.Multiline).Select(match => match.Groups["id"].Value).Order();
        Assert.Equal(ids, listed);
    }

    private static XElement HelpOf(string name) =>
        s_help.Descendants(s_command + "command").Single(command => command.Element(s_command + "details")!.Element(s_command + "name")!.Value == name);
}
