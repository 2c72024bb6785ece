using System.Numerics;

namespace Poets.Graphs.Operators;

/// <summary>An element-wise formula of two operands; the walking is in <see cref="Broadcasting"/>.</summary>
internal interface IBinaryFormula<T, TResult>
    where T : struct
    where TResult : struct
{
    /// <summary>Whether there is a vector form, which gives the same bits.</summary>
    static virtual bool HasVector => false;

    static abstract TResult Apply(T left, T right);

    static virtual Vector<TResult> Apply(Vector<T> left, Vector<T> right) => throw new NotSupportedException();
}
