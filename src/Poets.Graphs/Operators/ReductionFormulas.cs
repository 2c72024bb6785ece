using System.Numerics;

namespace Poets.Graphs.Operators;

/// <summary>What a reduction starts from and how it takes in one more value.</summary>
internal interface IReductionFormula<T>
{
    static abstract T Start { get; }

    static abstract T Combine(T sum, T value);
}

/// <summary>The formulas of the reductions, over the type that holds the running result.</summary>
internal static class ReductionFormulas
{
    public readonly struct Sum<T> : IReductionFormula<T>
        where T : struct, INumber<T>
    {
        public static T Start => T.Zero;

        public static T Combine(T sum, T value) => sum + value;
    }

    public readonly struct Product<T> : IReductionFormula<T>
        where T : struct, INumber<T>
    {
        public static T Start => T.One;

        public static T Combine(T sum, T value) => sum * value;
    }

    /// <summary>The largest, NaN above all; of nothing, the lowest there is.</summary>
    public readonly struct Largest<T> : IReductionFormula<T>
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        public static T Start => typeof(T) == typeof(float) || typeof(T) == typeof(double) ? T.CreateTruncating(double.NegativeInfinity) : T.MinValue;

        public static T Combine(T sum, T value) => T.Max(sum, value);
    }

    /// <summary>The smallest, NaN below all; of nothing, the highest there is.</summary>
    public readonly struct Smallest<T> : IReductionFormula<T>
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        public static T Start => typeof(T) == typeof(float) || typeof(T) == typeof(double) ? T.CreateTruncating(double.PositiveInfinity) : T.MaxValue;

        public static T Combine(T sum, T value) => T.Min(sum, value);
    }
}
