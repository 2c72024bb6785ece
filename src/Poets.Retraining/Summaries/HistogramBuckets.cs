using Poets.Retraining.Summaries.Protobuf;

namespace Poets.Retraining.Summaries;

/// <summary>
/// TensorFlow's histogram encoding (reference §8.4): limits 1e-12 · 1.1^n below 1e20, then the largest float64, their
/// negatives, and 0 between; a value falls into the first bucket whose limit is greater than it.
/// </summary>
public static class HistogramBuckets
{
    // The sign, the exponent and 4 bits of the fraction: a cell spans at most a factor of 1.0625, so one limit at most.
    private const int CellShift = 19;

    private static readonly double[] s_limits = MakeLimits();
    private static readonly short[] s_firstOfCell = MakeCells();

    /// <summary>The upper limits, ascending, from −1.797…e308 to 1.797…e308.</summary>
    public static ReadOnlySpan<double> Limits => s_limits;

    /// <summary>The bucket of a value, by search: the specification.</summary>
    public static int IndexOfScalar(double value)
    {
        int index = 0;
        while (index < s_limits.Length - 1 && !(s_limits[index] > value))
        {
            index++;
        }

        return index;
    }

    /// <summary>The bucket of a finite value: a table finds the first candidate.</summary>
    public static int IndexOf(float value)
    {
        int index = s_firstOfCell[BitConverter.SingleToUInt32Bits(value) >> CellShift];
        return index + (value >= s_limits[index] ? 1 : 0);
    }

    /// <summary>Counts finite values into a message; runs of empty buckets become one entry with the last one's limit.</summary>
    public static HistogramProto Of(ReadOnlySpan<float> values)
    {
        var counts = new int[s_limits.Length];
        double sum = 0;
        double squares = 0;
        float smallest = float.PositiveInfinity;
        float largest = float.NegativeInfinity;
        foreach (float value in values)
        {
            counts[IndexOf(value)]++;
            sum += value;
            squares += (double)value * value;
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }

        var histogram = new HistogramProto
        {
            Min = values.IsEmpty ? double.MaxValue : smallest,
            Max = values.IsEmpty ? double.MinValue : largest,
            Num = values.Length,
            Sum = sum,
            SumSquares = squares,
        };
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                while (i + 1 < counts.Length && counts[i + 1] == 0)
                {
                    i++;
                }
            }

            histogram.BucketLimit.Add(s_limits[i]);
            histogram.Bucket.Add(counts[i]);
        }

        return histogram;
    }

    private static double[] MakeLimits()
    {
        var positive = new List<double>();
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1)
        {
            positive.Add(limit);
        }

        positive.Add(double.MaxValue);
        return [.. positive.AsEnumerable().Reverse().Select(limit => -limit), 0.0, .. positive];
    }

    private static short[] MakeCells()
    {
        var cells = new short[1 << (32 - CellShift)];
        for (uint cell = 0; cell < cells.Length; cell++)
        {
            // The smallest value of a cell is its first for positive numbers and its last for negative ones.
            bool negative = cell >= cells.Length / 2;
            float lowest = BitConverter.UInt32BitsToSingle((cell << CellShift) | (negative ? (1u << CellShift) - 1 : 0));
            cells[cell] = (short)(float.IsFinite(lowest) ? IndexOfScalar(lowest) : negative ? 0 : s_limits.Length - 1);
        }

        return cells;
    }
}
