namespace Poets.Graphs.Import;

/// <summary>One output of one node: the start of an edge.</summary>
internal readonly record struct Outlet(GraphNode Node, int Index)
{
    public Fact Fact => Index < Node.Facts.Length ? Node.Facts[Index] : Fact.Unknown;

    public string Name => $"{Node.Name}:{Index}";
}
