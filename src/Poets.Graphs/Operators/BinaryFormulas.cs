using System.Numerics;

namespace Poets.Graphs.Operators;

/// <summary>The formulas of two operands of one type. Integers wrap around; floats follow IEEE 754.</summary>
internal static class BinaryFormulas
{
    /// <summary>x + y.</summary>
    public readonly struct Add<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static bool HasVector => true;

        public static T Apply(T left, T right) => left + right;

        public static Vector<T> Apply(Vector<T> left, Vector<T> right) => left + right;
    }

    /// <summary>x − y.</summary>
    public readonly struct Subtract<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static bool HasVector => true;

        public static T Apply(T left, T right) => left - right;

        public static Vector<T> Apply(Vector<T> left, Vector<T> right) => left - right;
    }

    /// <summary>x · y.</summary>
    public readonly struct Multiply<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static bool HasVector => true;

        public static T Apply(T left, T right) => left * right;

        public static Vector<T> Apply(Vector<T> left, Vector<T> right) => left * right;
    }

    /// <summary>x / y; integers are cut towards zero.</summary>
    public readonly struct Divide<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static bool HasVector => typeof(T) == typeof(float) || typeof(T) == typeof(double);

        public static T Apply(T left, T right) => left / right;

        public static Vector<T> Apply(Vector<T> left, Vector<T> right) => left / right;
    }

    /// <summary>x / y, and 0 where y is 0.</summary>
    public readonly struct DivideNoNan<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static T Apply(T left, T right) => T.IsZero(right) ? T.Zero : left / right;
    }

    /// <summary>⌊x / y⌋ of integers.</summary>
    public readonly struct FloorDivideInteger<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static T Apply(T left, T right)
        {
            T quotient = left / right;
            return quotient * right != left && T.IsNegative(left) != T.IsNegative(right) ? quotient - T.One : quotient;
        }
    }

    /// <summary>⌊x / y⌋ of floats.</summary>
    public readonly struct FloorDivideFloat<T> : IBinaryFormula<T, T>
        where T : struct, IFloatingPoint<T>
    {
        public static T Apply(T left, T right) => T.Floor(left / right);
    }

    /// <summary>The remainder with the sign of y.</summary>
    public readonly struct FloorModulo<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static T Apply(T left, T right)
        {
            T rest = left % right;
            return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(right) ? rest + right : rest;
        }
    }

    /// <summary>The remainder with the sign of x.</summary>
    public readonly struct Remainder<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static T Apply(T left, T right) => left % right;
    }

    /// <summary>The larger; NaN wins.</summary>
    public readonly struct Maximum<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static T Apply(T left, T right) => T.Max(left, right);
    }

    /// <summary>The smaller; NaN wins.</summary>
    public readonly struct Minimum<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static T Apply(T left, T right) => T.Min(left, right);
    }

    /// <summary>(x − y)².</summary>
    public readonly struct SquaredDifference<T> : IBinaryFormula<T, T>
        where T : struct, INumber<T>
    {
        public static bool HasVector => true;

        public static T Apply(T left, T right) => (left - right) * (left - right);

        public static Vector<T> Apply(Vector<T> left, Vector<T> right) => (left - right) * (left - right);
    }

    /// <summary>x to the power of y, floats.</summary>
    public readonly struct PowerFloat<T> : IBinaryFormula<T, T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public static T Apply(T left, T right) => T.Pow(left, right);
    }

    /// <summary>x to the power of y, integers by squaring.</summary>
    public readonly struct PowerInteger<T> : IBinaryFormula<T, T>
        where T : struct, IBinaryInteger<T>
    {
        public static T Apply(T left, T right)
        {
            if (T.IsNegative(right))
            {
                throw new OperatorException("integers cannot be raised to negative powers");
            }

            T result = T.One;
            while (!T.IsZero(right))
            {
                result *= T.IsOddInteger(right) ? left : T.One;
                left *= left;
                right >>= 1;
            }

            return result;
        }
    }

    /// <summary>The angle of the point (y, x).</summary>
    public readonly struct Atan2<T> : IBinaryFormula<T, T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public static T Apply(T left, T right) => T.Atan2(left, right);
    }

    /// <summary>x = y.</summary>
    public readonly struct Equal<T> : IBinaryFormula<T, bool>
        where T : struct, IEquatable<T>, IEqualityOperators<T, T, bool>
    {
        public static bool Apply(T left, T right) => left == right;
    }

    /// <summary>x ≠ y.</summary>
    public readonly struct NotEqual<T> : IBinaryFormula<T, bool>
        where T : struct, IEquatable<T>, IEqualityOperators<T, T, bool>
    {
        public static bool Apply(T left, T right) => left != right;
    }

    /// <summary>x &lt; y.</summary>
    public readonly struct Less<T> : IBinaryFormula<T, bool>
        where T : struct, INumber<T>
    {
        public static bool Apply(T left, T right) => left < right;
    }

    /// <summary>x ≤ y.</summary>
    public readonly struct LessEqual<T> : IBinaryFormula<T, bool>
        where T : struct, INumber<T>
    {
        public static bool Apply(T left, T right) => left <= right;
    }

    /// <summary>x &gt; y.</summary>
    public readonly struct Greater<T> : IBinaryFormula<T, bool>
        where T : struct, INumber<T>
    {
        public static bool Apply(T left, T right) => left > right;
    }

    /// <summary>x ≥ y.</summary>
    public readonly struct GreaterEqual<T> : IBinaryFormula<T, bool>
        where T : struct, INumber<T>
    {
        public static bool Apply(T left, T right) => left >= right;
    }

    /// <summary>x and y.</summary>
    public readonly struct And : IBinaryFormula<bool, bool>
    {
        public static bool Apply(bool left, bool right) => left && right;
    }

    /// <summary>x or y.</summary>
    public readonly struct Or : IBinaryFormula<bool, bool>
    {
        public static bool Apply(bool left, bool right) => left || right;
    }

    /// <summary>x = y of booleans.</summary>
    public readonly struct Same : IBinaryFormula<bool, bool>
    {
        public static bool Apply(bool left, bool right) => left == right;
    }

    /// <summary>x ≠ y of booleans.</summary>
    public readonly struct Different : IBinaryFormula<bool, bool>
    {
        public static bool Apply(bool left, bool right) => left != right;
    }
}
