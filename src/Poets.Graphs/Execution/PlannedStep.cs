using Poets.Graphs.Operators;

namespace Poets.Graphs.Execution;

/// <summary>One entry of the run loop.</summary>
internal sealed class PlannedStep
{
    public PlannedStep(string node, Operator @operator, Step? step, int[] inputs, int[] outputs)
    {
        Node = node;
        Operator = @operator;
        Step = step;
        Inputs = inputs;
        Outputs = outputs;
    }

    public string Node { get; }

    public Operator Operator { get; }

    /// <summary>Made for fixed shapes; null where only the data decides the shapes and the operator is evaluated in each run.</summary>
    public Step? Step { get; set; }

    /// <summary>Ids of the values read.</summary>
    public int[] Inputs { get; }

    /// <summary>Ids of the values written.</summary>
    public int[] Outputs { get; }
}
