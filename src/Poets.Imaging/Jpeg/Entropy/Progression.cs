using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Entropy;

/// <summary>Keeps the account of which bits of which coefficients the scans of a progressive file have brought.</summary>
internal static class Progression
{
    /// <summary>Nothing is known yet.</summary>
    internal static void Begin(JpegFrame frame)
    {
        foreach (var component in frame.Components)
        {
            Array.Fill(component.CoefficientBits, -1);
        }
    }

    /// <summary>Checks a scan's parameters and enters them. Scans in an odd order are let through, as libjpeg does.</summary>
    internal static void Record(JpegScan scan)
    {
        bool bad = scan.SpectralStart == 0
            ? scan.SpectralEnd != 0
            : scan.SpectralStart > scan.SpectralEnd || scan.SpectralEnd > 63 || scan.Components.Length != 1;
        bad |= scan.ApproximationHigh != 0 && scan.ApproximationLow != scan.ApproximationHigh - 1;
        bad |= scan.ApproximationLow > 13;
        if (bad)
        {
            throw JpegErrors.Damaged($"progressive scan of coefficients {scan.SpectralStart} to {scan.SpectralEnd}, bits {scan.ApproximationHigh} to {scan.ApproximationLow}");
        }

        foreach (var component in scan.Components)
        {
            for (int i = Math.Min(scan.SpectralStart, 1); i <= Math.Max(scan.SpectralEnd, 9); i++)
            {
                component.PreviousCoefficientBits[i] = scan.Number > 1 ? component.CoefficientBits[i] : 0;
            }

            for (int i = scan.SpectralStart; i <= scan.SpectralEnd; i++)
            {
                component.CoefficientBits[i] = scan.ApproximationLow;
            }
        }
    }
}
