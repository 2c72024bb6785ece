using System.Text;
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
}
