namespace Poets.Graphs.Operators;

/// <summary>The padding of convolutions and pools as TensorFlow spells it.</summary>
internal enum PaddingMode
{
    /// <summary>None; incomplete windows are dropped.</summary>
    Valid,

    /// <summary>ceil(input / stride) windows, the odd pixel at the end.</summary>
    Same,

    /// <summary>Spelled out.</summary>
    Explicit,
}
