using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace PoetsCmdlets.Hosting;

/// <summary>
/// Run by PowerShell when the module is imported: sends requests for our own assemblies to <see cref="DependencyContext"/>.
/// </summary>
/// <remarks>
/// PowerShell lists the types of this assembly before it runs this, so no public type here may have a field whose type
/// is a struct or enum of another assembly of ours: laying it out would need that assembly too early.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Lazy<DependencyContext> s_context = new(() => new DependencyContext(
        Path.Combine(Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!, "dependencies")));

    /// <summary>Starts answering; importing in several runspaces of a process answers once.</summary>
    public void OnImport()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    /// <summary>Does nothing: another runspace may still use the module, and assemblies cannot be unloaded from under it.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
    }

    /// <summary>
    /// Answers for the rooms that the cmdlets name themselves. Whatever those need in turn (Google.Protobuf and so on)
    /// is asked of their own context, so another module's version of it neither meets nor hinders ours.
    /// </summary>
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name?.StartsWith("Poets.", StringComparison.Ordinal) == true && s_context.Value.Holds(name)
            ? s_context.Value.LoadFromAssemblyName(name)
            : null;
}
