using System.Reflection;

namespace HelpWriter;

/// <summary>Reads cmdlets from an assembly's attributes, without running any of its code.</summary>
internal static class CmdletReader
{
    public static IReadOnlyList<CmdletDescription> Read(string assemblyPath, string references)
    {
        string home = Path.GetDirectoryName(Path.GetFullPath(assemblyPath))!;
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
        {
            string file = new AssemblyName(request.Name).Name + ".dll";
            string? found = new[] { home, references }.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
            return found is null ? null : Assembly.LoadFrom(found);
        };

        return [.. Assembly.LoadFrom(Path.GetFullPath(assemblyPath)).GetExportedTypes()
            .Select(type => (Type: type, Cmdlet: Attribute(type, "CmdletAttribute")))
            .Where(candidate => candidate.Cmdlet is not null)
            .Select(candidate => Describe(candidate.Type, candidate.Cmdlet!))
            .OrderBy(cmdlet => cmdlet.Noun, StringComparer.Ordinal).ThenBy(cmdlet => cmdlet.Verb, StringComparer.Ordinal)];
    }

    private static CmdletDescription Describe(Type type, CustomAttributeData cmdlet) => new(
        type.FullName!,
        (string)cmdlet.ConstructorArguments[0].Value!,
        (string)cmdlet.ConstructorArguments[1].Value!,
        Named(cmdlet, "SupportsShouldProcess") is true,
        [.. Attributes(type, "OutputTypeAttribute").SelectMany(Values).OfType<Type>().Select(output => output.FullName!)],
        [.. Ancestry(type).SelectMany(declaring => declaring.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(property => Attribute(property, "ParameterAttribute") is not null).Select(Describe)],
        Named(cmdlet, "DefaultParameterSetName") as string);

    private static ParameterDescription Describe(PropertyInfo property) => new(
        $"P:{property.DeclaringType!.FullName}.{property.Name}",
        property.Name,
        TypeName(property.PropertyType),
        [.. Attributes(property, "AliasAttribute").SelectMany(Values).OfType<string>()],
        ValuesOf(property),
        Attribute(property, "SupportsWildcardsAttribute") is not null,
        [.. Attributes(property, "ParameterAttribute").Select(parameter => new ParameterUse(
            Named(parameter, "ParameterSetName") as string,
            Named(parameter, "Mandatory") is true,
            Named(parameter, "Position") as int?,
            Named(parameter, "ValueFromPipeline") is true,
            Named(parameter, "ValueFromPipelineByPropertyName") is true))]);

    private static string[] ValuesOf(PropertyInfo property) =>
        property.PropertyType.IsEnum
            ? Enum.GetNames(property.PropertyType)
            : [.. Attributes(property, "ValidateSetAttribute").SelectMany(Values).OfType<string>()];

    private static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsArray: true } array => TypeName(array.GetElementType()!) + "[]",
        var simple => simple.Name,
    };

    /// <summary>A class and its bases, the class first: its own parameters are the ones that people look for.</summary>
    private static IEnumerable<Type> Ancestry(Type type)
    {
        for (Type? current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.Name == name);

    private static CustomAttributeData? Attribute(MemberInfo member, string name) => Attributes(member, name).FirstOrDefault();

    private static object? Named(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).FirstOrDefault();

    private static IEnumerable<object?> Values(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.SelectMany(argument =>
            argument.Value is IEnumerable<CustomAttributeTypedArgument> many ? many.Select(one => one.Value) : [argument.Value]);
}
