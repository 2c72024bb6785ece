using System.Numerics;

namespace Poets.Graphs.Operators;

/// <summary>The formulas of one operand.</summary>
internal static class UnaryFormulas
{
    public readonly struct Abs<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => T.IsNegative(x) ? -x : x;
    }

    public readonly struct Neg<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => -x;
    }

    public readonly struct Sign<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => T.IsNaN(x) || T.IsZero(x) ? x : T.IsNegative(x) ? -T.One : T.One;
    }

    public readonly struct Square<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => x * x;
    }

    public readonly struct Relu<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => T.Max(x, T.Zero);
    }

    public readonly struct Relu6<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => T.Min(T.Max(x, T.Zero), T.CreateTruncating(6));
    }

    public readonly struct Reciprocal<T> : IUnaryFormula<T>
        where T : INumber<T>
    {
        public static T Apply(T x) => T.One / x;
    }

    public readonly struct Exp<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Exp(x);
    }

    public readonly struct Expm1<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        // e^x − 1 = 2·tanh(x/2) / (1 − tanh(x/2)) loses no digits near 0.
        public static T Apply(T x)
        {
            T two = T.One + T.One;
            T half = T.Tanh(x / two);
            return T.Abs(x) < T.One ? two * half / (T.One - half) : T.Exp(x) - T.One;
        }
    }

    public readonly struct Log<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Log(x);
    }

    public readonly struct Log1p<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        // The rounding error of 1 + x is divided out (Kahan).
        public static T Apply(T x)
        {
            T sum = T.One + x;
            return sum == T.One || T.IsInfinity(sum) ? x : T.Log(sum) * x / (sum - T.One);
        }
    }

    public readonly struct Sqrt<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Sqrt(x);
    }

    public readonly struct Rsqrt<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.One / T.Sqrt(x);
    }

    public readonly struct Floor<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Floor(x);
    }

    public readonly struct Ceil<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Ceiling(x);
    }

    /// <summary>To the nearest integer, halves to the even one.</summary>
    public readonly struct Round<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Round(x, MidpointRounding.ToEven);
    }

    public readonly struct Sin<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Sin(x);
    }

    public readonly struct Cos<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Cos(x);
    }

    public readonly struct Tan<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Tan(x);
    }

    public readonly struct Atan<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Atan(x);
    }

    public readonly struct Tanh<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Tanh(x);
    }

    public readonly struct Sigmoid<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.One / (T.One + T.Exp(-x));
    }

    /// <summary>ln(1 + e^x).</summary>
    public readonly struct Softplus<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.Max(x, T.Zero) + Log1p<T>.Apply(T.Exp(-T.Abs(x)));
    }

    /// <summary>x / (1 + |x|).</summary>
    public readonly struct Softsign<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => x / (T.One + T.Abs(x));
    }

    /// <summary>x where positive, else e^x − 1.</summary>
    public readonly struct Elu<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => x < T.Zero ? Expm1<T>.Apply(x) : x;
    }

    /// <summary>λ·x where positive, else λ·α·(e^x − 1), with the constants of Klambauer et al. 2017.</summary>
    public readonly struct Selu<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => x < T.Zero
            ? T.CreateTruncating(1.7580993408473768599402175208123) * Expm1<T>.Apply(x)
            : T.CreateTruncating(1.0507009873554804934193349852946) * x;
    }

    /// <summary>2/√π · ∫₀ˣ e^(−t²) dt: power series near 0, continued fraction of the complement further out.</summary>
    public readonly struct Erf<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.CreateTruncating(Value(double.CreateTruncating(x)));

        public static double Value(double x)
        {
            double size = Math.Abs(x);
            if (double.IsNaN(x) || size > 6)
            {
                return double.IsNaN(x) ? x : Math.Sign(x);
            }

            if (size < 2.5)
            {
                double term = x;
                double sum = x;
                for (int n = 1; n < 60 && Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
                {
                    term *= -x * x / n;
                    sum += term / ((2 * n) + 1);
                }

                return sum * 1.1283791670955125739;
            }

            double fraction = size;
            for (int n = 60; n > 0; n--)
            {
                fraction = size + (n / 2.0 / fraction);
            }

            return Math.Sign(x) * (1 - (Math.Exp(-x * x) / (fraction * 1.7724538509055160273)));
        }
    }

    /// <summary>1 − erf x.</summary>
    public readonly struct Erfc<T> : IUnaryFormula<T>
        where T : IFloatingPointIeee754<T>
    {
        public static T Apply(T x) => T.CreateTruncating(1 - Erf<double>.Value(double.CreateTruncating(x)));
    }
}
