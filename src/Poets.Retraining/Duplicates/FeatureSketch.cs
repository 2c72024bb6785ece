using System.Runtime.Intrinsics;
using Poets.Retraining.Training;
using Poets.Retraining.Training.Features;

namespace Poets.Retraining.Duplicates;

/// <summary>
/// 128 bits a bottleneck such that the share of bits in which two differ is about their angle divided by 180 degrees
/// (M. Charikar, "Similarity estimation techniques from rounding algorithms", 2002): features are centred, divided by
/// their deviation, given random signs and added up to 128 sums, whose signs are the bits.
/// </summary>
internal sealed class FeatureSketch
{
    /// <summary>Bits a bottleneck.</summary>
    public const int Bits = 128;

    private const int MostRowsMeasured = 1024;

    private readonly int _columns;
    private readonly float[] _weights;
    private readonly float[] _offsets = new float[Bits];

    /// <summary>Measures mean and deviation of each feature, on a sample of many rows.</summary>
    public FeatureSketch(FeatureMatrix rows)
    {
        _columns = rows.Columns;
        _weights = new float[(rows.Columns + Bits - 1) / Bits * Bits];
        var mean = new double[rows.Columns];
        var square = new double[rows.Columns];
        int step = Math.Max(1, rows.Rows / MostRowsMeasured);
        int count = 0;
        for (int i = 0; i < rows.Rows; i += step, count++)
        {
            ReadOnlySpan<float> row = rows.Row(i);
            for (int d = 0; d < row.Length; d++)
            {
                mean[d] += row[d];
                square[d] += (double)row[d] * row[d];
            }
        }

        var random = new SeededRandom(1);
        for (int d = 0; d < _columns; d++)
        {
            mean[d] /= Math.Max(1, count);
            double deviation = Math.Sqrt(Math.Max(0, (square[d] / Math.Max(1, count)) - (mean[d] * mean[d])));
            bool tells = deviation > 1e-6 * Math.Abs(mean[d]) && double.IsFinite(deviation);
            _weights[d] = tells ? (float)((random.Next() & 1) == 0 ? 1 / deviation : -1 / deviation) : 0;
            _offsets[d % Bits] -= _weights[d] == 0 ? 0 : _weights[d] * (float)mean[d];
        }
    }

    /// <summary>The bits of one bottleneck, float32 [D].</summary>
    public Sketch Of(ReadOnlySpan<float> row)
    {
        if (row.Length != _columns)
        {
            throw new ArgumentException($"{row.Length} features in place of {_columns}.", nameof(row));
        }

        Span<float> sums = stackalloc float[Bits];
        _offsets.CopyTo(sums);
        int whole = row.Length / Bits * Bits;
        for (int start = 0; start < whole; start += Bits)
        {
            Add(row.Slice(start, Bits), _weights.AsSpan(start, Bits), sums);
        }

        for (int d = whole; d < row.Length; d++)
        {
            sums[d - whole] += row[d] * _weights[d];
        }

        return new Sketch(Signs(sums[..64]), Signs(sums[64..]));
    }

    private static ulong Signs(ReadOnlySpan<float> sums)
    {
        ulong bits = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            bits |= sums[i] > 0 ? 1UL << i : 0;
        }

        return bits;
    }

    private static void Add(ReadOnlySpan<float> row, ReadOnlySpan<float> weights, Span<float> sums)
    {
        // Of fixed width, so that it is compiled ahead of time.
        for (int i = 0; i < sums.Length; i += Vector128<float>.Count)
        {
            Span<float> sum = sums.Slice(i, Vector128<float>.Count);
            (Vector128.Create<float>((ReadOnlySpan<float>)sum) + (Vector128.Create(row[i..]) * Vector128.Create(weights[i..]))).CopyTo(sum);
        }
    }
}
