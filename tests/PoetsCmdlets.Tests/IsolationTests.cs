using System.Reflection;

namespace PoetsCmdlets.Tests;

/// <summary>
/// PowerShell lists the exported types before the module can say where its dependencies lie. Laying out a struct or
/// enum field would need its assembly then, and the import would fail.
/// </summary>
public class IsolationTests
{
    [Fact]
    public void No_exported_type_holds_a_struct_or_enum_of_a_dependency_in_a_field()
    {
        var early =
            from type in BuiltModule.Assembly.GetExportedTypes()
            from field in type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where field.FieldType.IsValueType && Parts(field.FieldType).Any(part => part.Assembly.GetName().Name!.StartsWith("Poets.", StringComparison.Ordinal))
            select $"{type.Name}.{field.Name}";
        Assert.Empty(early);
    }

    [Fact]
    public void No_exported_type_derives_from_a_type_of_a_dependency()
    {
        var early =
            from type in BuiltModule.Assembly.GetExportedTypes()
            from ancestor in Ancestors(type).Concat(type.GetInterfaces())
            where Parts(ancestor).Any(part => part.Assembly.GetName().Name!.StartsWith("Poets.", StringComparison.Ordinal))
            select $"{type.Name}: {ancestor}";
        Assert.Empty(early);
    }

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
}
