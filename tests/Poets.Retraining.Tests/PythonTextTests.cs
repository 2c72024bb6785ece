namespace Poets.Retraining.Tests;

/// <summary>Expected texts are those of C's printf.</summary>
public class PythonTextTests
{
    [Theory]
    [InlineData(6.25, 1, "6.2")]
    [InlineData(6.75, 1, "6.8")]
    [InlineData(0.25, 1, "0.2")]
    [InlineData(0.35, 1, "0.3")]
    [InlineData(0.45, 1, "0.5")]
    [InlineData(-6.25, 1, "-6.2")]
    [InlineData(0.5, 0, "0")]
    [InlineData(1.5, 0, "2")]
    [InlineData(2.5, 0, "2")]
    [InlineData(0.015625, 5, "0.01562")]
    [InlineData(0.046875, 5, "0.04688")]
    [InlineData(0.98156, 5, "0.98156")]
    [InlineData(1, 5, "1.00000")]
    [InlineData(12.489035, 6, "12.489035")]
    [InlineData(100, 1, "100.0")]
    [InlineData(double.NaN, 1, "nan")]
    [InlineData(double.NegativeInfinity, 6, "-inf")]
    [InlineData(1e22, 1, "10000000000000000000000.0")]
    public void Numbers_are_rounded_as_printf_rounds(double value, int decimals, string text) => Assert.Equal(text, PythonText.Fixed(value, decimals));

    [Fact]
    public void One_of_eighty_is_the_float_fraction_times_100_in_double() => Assert.Equal("1.3", Flow.StepLog.Percent(1.0 / 80));

    [Theory]
    [InlineData(0, "2018-12-14 23:46:24")]
    [InlineData(9_010, "2018-12-14 23:46:24.000901")]
    [InlineData(9_000_000, "2018-12-14 23:46:24.900000")]
    public void Times_lose_a_fraction_of_zero(long ticks, string text) =>
        Assert.Equal(text, PythonText.Timestamp(new DateTime(2018, 12, 14, 23, 46, 24).AddTicks(ticks)));
}
