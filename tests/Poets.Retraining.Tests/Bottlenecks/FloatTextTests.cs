using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Poets.Retraining.Bottlenecks;

namespace Poets.Retraining.Tests.Bottlenecks;

public sealed class FloatTextTests
{
    /// <summary>The vectors of reference B.4.</summary>
    [Theory]
    [InlineData(0f, "0.0")]
    [InlineData(1f, "1.0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(1f / 3, "0.33333334")]
    [InlineData(2f / 3, "0.6666667")]
    [InlineData(123456.789f, "123456.79")]
    [InlineData(1e-4f, "1e-04")]
    [InlineData(0.00010000001f, "0.00010000001")]
    [InlineData(1.5e-5f, "1.5e-05")]
    [InlineData(16777216f, "16777216.0")]
    [InlineData(123456789f, "123456790.0")]
    [InlineData(9.9e15f, "9900000000000000.0")]
    [InlineData(1e16f, "1e+16")]
    [InlineData(3.4028235e38f, "3.4028235e+38")]
    [InlineData(1e-45f, "1e-45")]
    [InlineData(-0.0f, "-0.0")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.PositiveInfinity, "inf")]
    [InlineData(float.NegativeInfinity, "-inf")]
    [InlineData(-9.161234e-05f, "-9.161234e-05")]
    [InlineData(1.2345678e16f, "1.2345678e+16")]
    public void Numbers_are_written_as_NumPy_writes_them(float value, string expected)
    {
        Assert.Equal(expected, FloatText.Format(value));
    }

    [Fact]
    public void Numbers_are_joined_by_commas_and_read_back()
    {
        float[] values = [1, 0.5f, -3e-7f, 0];
        byte[] text = FloatText.Write(values);
        Assert.Equal("1.0,0.5,-3e-07,0.0", Encoding.ASCII.GetString(text));
        Assert.True(FloatText.TryRead(text, out float[] read));
        Close.Exact(values, read);
    }

    [Fact]
    public void Every_float_comes_back_from_its_text_bit_for_bit()
    {
        Prop.ForAll(Arbitraries.Floats(), values =>
        {
            byte[] text = FloatText.Write(values);
            return values.Length == 0 || (FloatText.TryRead(text, out float[] read) && read.Length == values.Length
                && values.Zip(read).All(pair => BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second) || float.IsNaN(pair.First)));
        }).Check(Arbitraries.Thorough);
    }

    [Fact]
    public void Texts_are_the_platforms_shortest_digits_in_Pythons_layout()
    {
        Prop.ForAll(Arbitraries.Floats(), values => values.All(value => FloatText.Format(value) == Slowly(value))).Check(Arbitraries.Thorough);
    }

    [Fact]
    public void Powers_of_two_and_their_neighbours_are_shortest_too()
    {
        for (int biased = 1; biased < 255; biased++)
        {
            for (int step = -2; step <= 2; step++)
            {
                float value = BitConverter.Int32BitsToSingle((biased << 23) + step);
                Assert.Equal(Slowly(value), FloatText.Format(value));
            }
        }
    }

    [Fact]
    public void Every_place_of_the_point_and_every_count_of_digits_is_laid_out()
    {
        for (int place = -6; place <= 18; place++)
        {
            for (int digits = 1; digits <= 9; digits++)
            {
                float value = float.Parse($"{"987654321"[..digits]}e{place - digits}", CultureInfo.InvariantCulture);
                Assert.Equal(Slowly(value), FloatText.Format(value));
                Assert.Equal(Slowly(-value), FloatText.Format(-value));
            }
        }
    }

    /// <summary>Eight at a time, with those among them that have to be written alone, beside one by one.</summary>
    [Fact]
    public void Many_numbers_are_written_as_each_of_them()
    {
        Prop.ForAll(Arbitraries.Floats(), Arbitraries.PlainFloats(), (any, plain) =>
            WrittenAsEach(any) && WrittenAsEach(plain) && WrittenAsEach([.. plain, .. any, .. plain])).Check(Arbitraries.Thorough);
    }

    /// <summary>All binary exponents: the ends and the middle of each, and the ends of the range that is written eight at a time.</summary>
    [Fact]
    public void Every_exponent_is_written_alike_in_rows_and_alone()
    {
        var random = new Random(1);
        for (int biased = 0; biased < 256; biased++)
        {
            float[] values = [.. Enumerable.Range(0, 400).Select(i => BitConverter.Int32BitsToSingle((i << 31) | (biased << 23) | (i switch
            {
                < 8 => 0,
                < 16 => 1,
                < 24 => 0x7FFFFF - (i & 7),
                < 32 => 0x400000 + (i & 7) - 4,
                < 40 => 0x51B718 + (i & 7) - 4,
                _ => random.Next(1 << 23),
            })))];
            Assert.True(WrittenAsEach(values), $"exponent {biased}");
        }
    }

    [Fact]
    public void Zeros_among_others_are_read_and_counted()
    {
        float[] values = [.. Enumerable.Range(0, 200).Select(i => i % 3 == 0 ? i * 0.37f : 0)];
        Assert.True(FloatText.TryRead(FloatText.Write(values), out float[] read));
        Close.Exact(values, read);
        Assert.True(FloatText.TryRead(FloatText.Write(values), new float[10], out int count));
        Assert.Equal(200, count);
    }

    /// <summary>Python's answers.</summary>
    [Theory]
    [InlineData(" 1.5 ", 1.5f)]
    [InlineData("\t-2\n", -2f)]
    [InlineData("+.5", 0.5f)]
    [InlineData("5.", 5f)]
    [InlineData("1_000.2_5", 1000.25f)]
    [InlineData("1E-3", 0.001f)]
    [InlineData("1e5", 1e5f)]
    [InlineData("1e+0000000000000000000000000000000000000005", 1e5f)]
    [InlineData("Infinity", float.PositiveInfinity)]
    [InlineData("-iNf", float.NegativeInfinity)]
    [InlineData("+NaN", float.NaN)]
    [InlineData("1e999", float.PositiveInfinity)]
    [InlineData("1e39", float.PositiveInfinity)]
    [InlineData("123456789012345678901234567890", 1.2345679e29f)]
    [InlineData("0.000000000000000000000000000000000000000000001", 1e-45f)]
    [InlineData("\u00a01\u2003", 1f)]
    [InlineData("\u001f1\u001c", 1f)]
    [InlineData("\u0661\u0662.\u0665", 12.5f)]
    public void Reading_takes_what_Pythons_float_takes(string field, float expected)
    {
        foreach (string text in new[] { field, field + ",0.25,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0", "0.25," + field })
        {
            Assert.True(FloatText.TryRead(Encoding.UTF8.GetBytes(text), out float[] read), text);
            Close.Exact([expected], [read[text.StartsWith("0.25,", StringComparison.Ordinal) ? 1 : 0]], text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("1_.5")]
    [InlineData("1._5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e_5")]
    [InlineData("1.5.2")]
    [InlineData("- 1")]
    [InlineData("--1")]
    [InlineData("infinit")]
    [InlineData("1f")]
    [InlineData("1\0")]
    public void Reading_refuses_what_Pythons_float_refuses(string field)
    {
        Assert.False(FloatText.TryRead(Encoding.UTF8.GetBytes(field), out float[] _));
        Assert.False(FloatText.TryRead(Encoding.UTF8.GetBytes("1.0," + field), out float[] _));
        byte[] text = Encoding.UTF8.GetBytes("1.0," + field + ",0.25,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0");
        Assert.False(FloatText.TryRead(text, new float[20], out int count));
        Assert.Equal(1, count);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_number()
    {
        Assert.False(FloatText.TryRead([0x31, 0xFF], out float[] _));
    }

    [Fact]
    public void Fields_beyond_the_destination_are_counted()
    {
        Assert.True(FloatText.TryRead("1.0,2.0,3.0"u8, new float[2], out int count));
        Assert.Equal(3, count);
    }

    /// <summary>Reading rounds to float64 first and then to float32, as Python and TensorFlow do.</summary>
    [Fact]
    public void Decimals_read_as_the_platform_reads_float64()
    {
        Prop.ForAll(Arbitraries.Decimals(), texts =>
        {
            string joined = string.Join(',', texts.Append("1.0"));
            return FloatText.TryRead(Encoding.ASCII.GetBytes(joined), out float[] read)
                && texts.Zip(read).All(pair => BitConverter.SingleToInt32Bits((float)double.Parse(pair.First, CultureInfo.InvariantCulture)) == BitConverter.SingleToInt32Bits(pair.Second));
        }).Check(Arbitraries.Thorough);
    }

    /// <summary>Every count of digits before and behind the point, and what is wrong at every place, beside the specification.</summary>
    [Fact]
    public void Plain_decimals_are_read_as_the_slow_way_reads_them()
    {
        const string Digits = "90817263544536";
        const string Behind = ",0.25,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0";
        for (int before = 0; before <= 14; before++)
        {
            for (int behind = 0; behind <= 14; behind++)
            {
                foreach (string sign in new[] { "", "-" })
                {
                    string text = $"{sign}{Digits[..before]}.{Digits[..behind]}";
                    RequireSame(text);
                    for (int place = 0; place <= text.Length; place++)
                    {
                        RequireSame(text.Insert(place, "."));
                        RequireSame(text.Insert(place, "-"));
                        RequireSame(text.Insert(place, "/"));
                        RequireSame(text.Insert(place, ":"));
                        RequireSame(text.Insert(place, "e"));
                    }
                }
            }
        }

        static void RequireSame(string text)
        {
            var values = new float[12];
            bool isNumber = PythonFloat.TryParse(Encoding.ASCII.GetBytes(text), out double expected);
            Assert.Equal(isNumber, FloatText.TryRead(Encoding.ASCII.GetBytes(text + Behind), values, out _));
            Assert.True(!isNumber || BitConverter.SingleToInt32Bits((float)expected) == BitConverter.SingleToInt32Bits(values[0]), text);
        }
    }

    [SkippableTheory]
    [InlineData("mobilenet_0.25_128")]
    [InlineData("mobilenet_0.25_224")]
    [InlineData("mobilenet_0.50_224_quantized")]
    public void Files_of_retrain_py_come_out_byte_for_byte(string architecture)
    {
        string[] files = Directory.GetFiles(SharedMaterial.Path("golden", "retrain_py", architecture, "bottlenecks"), "*.txt", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            byte[] text = File.ReadAllBytes(file);
            Assert.True(FloatText.TryRead(text, out float[] values), file);
            Assert.Equal(1001, values.Length);
            Assert.True(FloatText.Write(values).AsSpan().SequenceEqual(text), file);
        }
    }

    private static bool WrittenAsEach(float[] values) =>
        Encoding.ASCII.GetString(FloatText.Write(values)) == string.Join(',', values.Select(FloatText.Format));

    /// <summary>The rule of reference §4.2 spelled out over the platform's shortest digits.</summary>
    private static string Slowly(float value)
    {
        if (!float.IsFinite(value))
        {
            return float.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        string sign = float.IsNegative(value) ? "-" : "";
        double size = Math.Abs((double)value);
        if (size == 0)
        {
            return sign + "0.0";
        }

        // The platform writes either 0.00012 or 1.2E-05; both give digits and the place of the point.
        string[] parts = MathF.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        string[] halves = parts[0].Split('.');
        string all = halves[0] + (halves.Length > 1 ? halves[1] : "");
        string digits = all.TrimStart('0');
        int point = halves[0].Length - (all.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        if (size is < 1e-4 or >= 1e16)
        {
            int exponent = point - 1;
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        return point <= 0 ? $"{sign}0.{new string('0', -point)}{digits}"
            : point >= digits.Length ? $"{sign}{digits.PadRight(point, '0')}.0"
            : $"{sign}{digits[..point]}.{digits[point..]}";
    }
}
