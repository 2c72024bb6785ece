namespace Poets.Cli.Tests.Commands;

/// <summary>Tests that run in a folder of their own, one after another: a process has one current folder.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CurrentFolderGroup
{
    /// <summary>The collection's name.</summary>
    public const string Name = "current folder";
}
