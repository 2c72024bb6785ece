using Poets.Graphs.Import;

namespace Poets.Graphs.Execution;

/// <summary>One value of a plan.</summary>
internal sealed class PlannedValue
{
    public PlannedValue(string name, Fact fact) => (Name, Fact) = (name, fact);

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    public Fact Fact { get; }

    /// <summary>The value whose storage this one shows under other dimensions; -1 where it has its own.</summary>
    public int ViewOf { get; set; } = -1;

    /// <summary>The frame's buffer that holds it; -1 for constants, inputs, views, and what a step allocates anew in each run.</summary>
    public int Buffer { get; set; } = -1;

    /// <summary>Whether it is only there while a run lasts: fed, or allocated by a step whose shapes depend on data.</summary>
    public bool IsTransient { get; set; }

    /// <summary>Whether a step reads it or a run answers it; weights that were packed are not read.</summary>
    public bool IsRead { get; set; }

    /// <summary>Where steps read it, so that a frame can put transient values in place: step and position among its inputs.</summary>
    public List<(int Step, int Position)> Readers { get; } = [];

    /// <summary>Views of it, direct ones.</summary>
    public List<int> Views { get; } = [];

    /// <summary>The value whose storage value <paramref name="id"/> shows, through any number of views; itself where it has its own.</summary>
    public static int RootOf(IReadOnlyList<PlannedValue> values, int id)
    {
        while (values[id].ViewOf >= 0)
        {
            id = values[id].ViewOf;
        }

        return id;
    }
}
