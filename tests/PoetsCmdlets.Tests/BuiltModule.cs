using System.Reflection;
using System.Text.RegularExpressions;
using PoetsCmdlets.Cmdlets;

namespace PoetsCmdlets.Tests;

/// <summary>The module as the build laid it in <c>out/PoetsCmdlets</c>, and the cmdlets of its assembly.</summary>
internal static partial class BuiltModule
{
    public static string Folder { get; } = Repository.Path("out", "PoetsCmdlets");

    public static Assembly Assembly { get; } = typeof(GetImageLabelCommand).Assembly;

    public static string Read(params string[] file) => File.ReadAllText(Path.Combine([Folder, .. file]));

    /// <summary>The classes behind the cmdlets, by name. Attributes are read, not made: PowerShell is not here.</summary>
    public static IReadOnlyDictionary<string, Type> Cmdlets { get; } = Assembly.GetExportedTypes()
        .Select(type => (Type: type, Attribute: Attributes(type, "CmdletAttribute").SingleOrDefault()))
        .Where(pair => pair.Attribute is not null)
        .ToDictionary(pair => $"{pair.Attribute!.ConstructorArguments[0].Value}-{pair.Attribute.ConstructorArguments[1].Value}", pair => pair.Type);

    public static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == name);

    public static IEnumerable<PropertyInfo> Parameters(Type cmdlet) =>
        cmdlet.GetProperties().Where(property => Attributes(property, "ParameterAttribute").Any());

    public static IEnumerable<Type> Outputs(Type cmdlet) =>
        Attributes(cmdlet, "OutputTypeAttribute")
            .SelectMany(attribute => (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (Type)argument.Value!);

    /// <summary>A type that a format or types file names, in our assembly or one that it refers to.</summary>
    public static Type? Find(string name) =>
        Assembly.GetType(name) ?? Assembly.GetReferencedAssemblies().Where(reference => reference.Name!.StartsWith("Poets.", StringComparison.Ordinal))
            .Select(reference => Assembly.Load(reference).GetType(name)).FirstOrDefault(type => type is not null);

    /// <summary>The quoted entries of a list in the manifest.</summary>
    public static IReadOnlyList<string> ManifestList(string key)
    {
        string list = Regex.Match(Read("PoetsCmdlets.psd1"), key + @"\s*=\s*@\(([^)]*)\)").Groups[1].Value;
        return [.. Quoted().Matches(list).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
