using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using Poets.Retraining;
using Poets.Retraining.Models;
using PoetsCmdlets.Cmdlets;

namespace PoetsCmdlets.Tests;

/// <summary>Whatever the engine lets programs choose, people can choose in PowerShell, and its defaults are theirs.</summary>
public class OptionTests
{
    /// <summary>Options whose parameter has another name, or none and why.</summary>
    private static readonly Dictionary<string, string?> s_renamed = new()
    {
        ["Threads"] = "ThrottleLimit",
        ["BottleneckTensors"] = "BottleneckTensor",
        ["IntermediateOutputGraphsPrefix"] = "IntermediateOutputGraphsDirectory",
        ["StallTimeout"] = "TimeoutSec",
        ["Retries"] = "MaximumRetryCount",
        ["SplitRoot"] = null, // the typed text of ImageDirectory
        ["TfHubModulePath"] = null, // follows from TfHubModule
        ["Profile"] = null, // a callback for programs; `poets label_image --profile` shows it
    };

    public static TheoryData<Type, Type> Pairs => new()
    {
        { typeof(RetrainOptions), typeof(InvokeRetrainCommand) },
        { typeof(BackboneOptions), typeof(GetBottleneckCommand) },
        { typeof(ClassifierOptions), typeof(GetImageLabelCommand) },
        { typeof(ClassifierOptions), typeof(GetMisclassifiedImageCommand) },
        { typeof(EvaluateOptions), typeof(GetMisclassifiedImageCommand) },
        { typeof(DownloadOptions), typeof(SavePretrainedModelCommand) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_option_has_a_parameter(Type options, Type cmdlet)
    {
        var parameters = BuiltModule.Parameters(cmdlet).Select(parameter => parameter.Name).ToHashSet();
        var missing = Options(options).Select(option => s_renamed.GetValueOrDefault(option.Name, option.Name))
            .Where(name => name is not null && !parameters.Contains(name));
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Defaults_are_those_of_the_engine(Type options, Type cmdlet)
    {
        object engine = Activator.CreateInstance(options)!;
        object shell = Activator.CreateInstance(cmdlet)!;
        foreach (var option in Options(options))
        {
            var parameter = cmdlet.GetProperty(s_renamed.GetValueOrDefault(option.Name, option.Name) ?? string.Empty);
            if (parameter?.PropertyType == option.PropertyType && !IsMandatory(parameter) && parameter.Name != "IntermediateOutputGraphsDirectory")
            {
                Assert.True(Equals(option.GetValue(engine), parameter.GetValue(shell)), $"-{parameter.Name} is {parameter.GetValue(shell)}, the engine's {option.GetValue(engine)}");
            }
        }
    }

    [Fact]
    public void The_help_tells_the_true_defaults()
    {
        XNamespace maml = "http://schemas.microsoft.com/maml/2004/10";
        XNamespace command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        XNamespace dev = "http://schemas.microsoft.com/maml/dev/2004/10";
        var help = XDocument.Parse(BuiltModule.Read("en-US", "PoetsCmdlets.dll-Help.xml"));
        foreach (var (name, type) in BuiltModule.Cmdlets)
        {
            object cmdlet = Activator.CreateInstance(type)!;
            var described = help.Descendants(command + "command").Single(one => one.Element(command + "details")!.Element(command + "name")!.Value == name)
                .Element(command + "parameters")!.Elements(command + "parameter")
                .ToDictionary(parameter => parameter.Element(maml + "name")!.Value, parameter => parameter.Element(dev + "defaultValue")!.Value);
            foreach (var parameter in BuiltModule.Parameters(type).Where(parameter => parameter.PropertyType.IsPrimitive || parameter.PropertyType.IsEnum || parameter.PropertyType == typeof(string)))
            {
                string? actual = Convert.ToString(parameter.GetValue(cmdlet), CultureInfo.InvariantCulture);
                if (!string.IsNullOrEmpty(actual))
                {
                    Assert.True(described[parameter.Name] == actual, $"{name} -{parameter.Name}: help says {described[parameter.Name]}, it is {actual}");
                }
            }
        }
    }

    private static bool IsMandatory(PropertyInfo parameter) =>
        BuiltModule.Attributes(parameter, "ParameterAttribute").Any(attribute => attribute.NamedArguments.Any(argument => argument.MemberName == "Mandatory"));

    private static IEnumerable<PropertyInfo> Options(Type options) =>
        options.GetProperties().Where(property => property.SetMethod is not null && property.PropertyType != typeof(ClassifierOptions));
}
