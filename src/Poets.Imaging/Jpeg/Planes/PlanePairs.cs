using Poets.Imaging.Jpeg.Kernels;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>Upsamples of a plane's rows only the pairs of neighbouring pixels that will be looked at.</summary>
internal sealed class PlanePairs
{
    private readonly ComponentPlane _plane;
    private readonly int[] _lefts;
    private readonly PairTaps? _taps;
    private readonly ushort[] _sums = [];
    private readonly byte[] _row = [];

    /// <param name="plane">The plane.</param>
    /// <param name="lefts">The left pixel of each pair.</param>
    internal PlanePairs(ComponentPlane plane, int[] lefts)
    {
        (_plane, _lefts) = (plane, lefts);
        if (plane.Kind is UpsamplingKind.DoubleWidth or UpsamplingKind.DoubleBoth)
        {
            _taps = new PairTaps(lefts, plane.Width, plane.Kind == UpsamplingKind.DoubleBoth);
            _sums = new ushort[PairTaps.Before + plane.Width + PairPicking.Slack];
        }
        else if (plane.Kind == UpsamplingKind.DoubleHeight)
        {
            _row = new byte[plane.Width + ComponentPlane.Slack];
        }
    }

    /// <summary>Two samples for each pair, in <paramref name="scratch"/>.</summary>
    internal ReadOnlySpan<byte> Upsample(int outputRow, Span<byte> scratch)
    {
        var near = _plane.Near(outputRow);
        switch (_plane.Kind)
        {
            case UpsamplingKind.None:
                PairPicking.Copy(near, _lefts, scratch);
                break;
            case UpsamplingKind.DoubleHeight:
                Upsampling.DoubleHeight(near, _plane.Other(outputRow), (outputRow & 1) == 0 ? 1 : 2, _row);
                PairPicking.Copy(_row, _lefts, scratch);
                break;
            case UpsamplingKind.Repeat:
                Repeat(near, scratch);
                break;
            default:
                PairPicking.MixRows(near, _plane.Kind == UpsamplingKind.DoubleBoth ? _plane.Other(outputRow) : default, _sums.AsSpan(PairTaps.Before));
                PairPicking.Pick(_sums, _taps!, scratch);
                break;
        }

        return scratch[..(2 * _lefts.Length)];
    }

    private void Repeat(ReadOnlySpan<byte> samples, Span<byte> pixels)
    {
        int times = _plane.TimesAcross;
        for (int i = 0; i < _lefts.Length; i++)
        {
            pixels[2 * i] = samples[_lefts[i] / times];
            pixels[(2 * i) + 1] = samples[Math.Min((_lefts[i] + 1) / times, samples.Length - 1)];
        }
    }
}
