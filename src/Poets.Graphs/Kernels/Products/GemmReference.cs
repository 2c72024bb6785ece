namespace Poets.Graphs.Kernels.Products;

/// <summary>The scalar twin of every tile of the packed product.</summary>
internal static unsafe class GemmReference
{
    /// <summary>Output[r, n] = clamp( Start[r, n] + Σ Left[r, k] · Panel[k + 1, n] + Residual[r, n] ), k ascending through the runs of a row.</summary>
    public static void Run(in GemmCall call, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            for (int n = 0; n < columns; n++)
            {
                float sum = call.Start[(r * call.StartStride) + n];
                for (nint k = 0; k < call.Depth * (call.MoreRuns + 1); k++)
                {
                    (nint run, nint within) = Math.DivRem(k, call.Depth);
                    sum = MathF.FusedMultiplyAdd(call.Left[(r * call.LeftStride) + (run * call.RunStep) + within], call.Panel[((k + 1) * columns) + n], sum);
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
