using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Poets.Retraining.Tests;

/// <summary>What the property tests draw from.</summary>
internal static class Arbitraries
{
    public static Config Thorough { get; } = Config.QuickThrowOnFailure.WithMaxTest(1000);

    /// <summary>Arrays of floats: any bits, bottleneck-like values, and whole numbers.</summary>
    public static Arbitrary<float[]> Floats()
    {
        Gen<float> bits = Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle);
        Gen<float> usual = Gen.Choose(0, 1 << 30).Select(n => n * (6f / (1 << 30)));
        Gen<float> whole = Gen.Choose(-100_000_000, 100_000_000).Select(n => (float)n);
        Gen<float> powers = Gen.Choose(-50, 40).Select(n => (float)Math.Pow(10, n));
        return Gen.OneOf(bits, bits, usual, whole, powers).ArrayOf().ToArbitrary();
    }

    /// <summary>Arrays of up to some dozens of bottleneck-like values of both signs, a good part of them zeros.</summary>
    public static Arbitrary<float[]> PlainFloats()
    {
        Gen<float> logits = Gen.Choose(int.MinValue, int.MaxValue).Select(n => n * (30f / int.MaxValue));
        Gen<float> small = Gen.Choose(-1_000_000, 1_000_000).Select(n => n * 1e-7f);
        Gen<float> few = Gen.Choose(-1000, 1000).Select(n => n / 8f);
        return Gen.OneOf(logits, logits, small, few, Gen.Elements(0f, -0f)).ArrayOf().ToArbitrary();
    }

    /// <summary>Decimal texts of any number of digits, with and without point and exponent.</summary>
    public static Arbitrary<string[]> Decimals()
    {
        Gen<string> digits = Gen.Choose(0, 9).Select(n => n.ToString(CultureInfo.InvariantCulture)).ArrayOf().Select(string.Concat);
        Gen<string> number =
            from sign in Gen.Elements("", "-", "+")
            from before in digits
            from after in digits
            from point in Gen.Elements("", ".")
            from exponent in Gen.OneOf(Gen.Constant(""), Gen.Choose(-60, 60).Select(n => string.Create(CultureInfo.InvariantCulture, $"e{n:+00;-00}")), Gen.Choose(-9, 60).Select(n => string.Create(CultureInfo.InvariantCulture, $"E{n}")))
            select sign + (before.Length == 0 ? "7" : before) + (point.Length > 0 ? "." + after : "") + exponent;
        return number.ArrayOf().ToArbitrary();
    }
}
