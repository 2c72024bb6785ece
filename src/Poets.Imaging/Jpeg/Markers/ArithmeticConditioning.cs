namespace Poets.Imaging.Jpeg.Markers;

/// <summary>Conditioning values of arithmetic coding for 16 DC and 16 AC tables (T.81, B.2.4.3).</summary>
internal sealed class ArithmeticConditioning
{
    internal ArithmeticConditioning()
    {
        Reset();
    }

    internal byte[] DcLower { get; } = new byte[16];

    internal byte[] DcUpper { get; } = new byte[16];

    internal byte[] AcSplit { get; } = new byte[16];

    /// <summary>The values in force until a file says otherwise.</summary>
    internal void Reset()
    {
        Array.Fill(DcLower, (byte)0);
        Array.Fill(DcUpper, (byte)1);
        Array.Fill(AcSplit, (byte)5);
    }
}
