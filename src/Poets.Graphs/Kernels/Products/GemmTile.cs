namespace Poets.Graphs.Kernels.Products;

/// <summary>One kernel of a tier: it computes exactly <see cref="Rows"/> × <see cref="Columns"/> elements of the product.</summary>
internal sealed unsafe class GemmTile(string name, int rows, int columns, delegate*<in GemmCall, void> kernel)
{
    public string Name { get; } = name;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public void Run(in GemmCall call) => kernel(call);
}
