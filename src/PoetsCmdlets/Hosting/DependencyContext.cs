using System.Reflection;
using System.Runtime.Loader;

namespace PoetsCmdlets.Hosting;

/// <summary>Loads assemblies and native libraries from the module's <c>dependencies</c> folder, apart from those of other modules.</summary>
internal sealed class DependencyContext(string folder) : AssemblyLoadContext("PoetsCmdlets")
{
    public bool Holds(AssemblyName name) => File.Exists(PathOf(name));

    protected override Assembly? Load(AssemblyName assemblyName) =>
        Holds(assemblyName) ? LoadFromAssemblyPath(PathOf(assemblyName)) : null;

    private string PathOf(AssemblyName name) => Path.Combine(folder, name.Name + ".dll");
}
