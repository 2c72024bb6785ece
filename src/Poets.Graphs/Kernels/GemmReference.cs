namespace Poets.Graphs.Kernels;

/// <summary>The scalar twin of every tile of the packed product.</summary>
internal static unsafe class GemmReference
{
    /// <summary>Output[r, n] = clamp( Start[r, n] + Σ Left[r, k] · Panel[k + 1, n] + Residual[r, n] ), k ascending.</summary>
    public static void Run(in GemmCall call, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int n = 0; n < columns; n++)
            {
                float sum = call.Start[(r * call.StartStride) + n];
                for (nint k = 0; k < call.Depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(call.Left[(r * call.LeftStride) + k], call.Panel[((k + 1) * columns) + n], sum);
                }

                if (call.Residual != null)
                {
                    sum += call.Residual[(r * call.ResidualStride) + n];
                }

                call.Output[(r * call.OutputStride) + n] = sum < call.Low ? call.Low : sum > call.High ? call.High : sum;
            }
        }
    }
}
