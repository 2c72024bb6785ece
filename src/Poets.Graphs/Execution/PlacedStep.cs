namespace Poets.Graphs.Execution;

/// <summary>A step that can write its output [N,H,W,C] into a slice of a wider tensor, such as its part of a concatenation.</summary>
internal abstract class PlacedStep(Placement placement) : Step
{
    public override bool TakesOffsets => true;

    /// <summary>Where the output goes.</summary>
    protected Placement Placement => placement;

    /// <summary>The same step, writing elsewhere.</summary>
    public abstract PlacedStep At(Placement elsewhere);
}
