namespace Poets.TensorFlow.Tests.Networks.Zoo;

/// <summary>Whose exporter a network's nodes look like.</summary>
internal enum Spelling
{
    /// <summary>TF-slim, frozen by freeze_graph: Const behind <c>/read</c>, FusedBatchNorm, Add.</summary>
    Slim,

    /// <summary>TF-slim of the first releases: batch norm as Add, Rsqrt, Mul, Sub.</summary>
    SlimUnfused,

    /// <summary>Keras, frozen by convert_variables_to_constants_v2: Const behind <c>/ReadVariableOp</c>, FusedBatchNormV3, AddV2.</summary>
    Keras,
}
