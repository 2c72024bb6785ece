namespace Poets.Graphs.Operators;

/// <summary>An element-wise formula of one operand.</summary>
internal interface IUnaryFormula<T>
{
    static abstract T Apply(T x);
}
