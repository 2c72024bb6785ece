namespace Poets.TensorFlow;

/// <summary>TensorFlow's kinds of failure (<c>TF_Code</c>).</summary>
public enum TensorFlowErrorCode
{
    /// <summary>No failure.</summary>
    None = 0,
    /// <summary>The caller stopped it.</summary>
    Cancelled = 1,
    /// <summary>Not said.</summary>
    Unknown = 2,
    /// <summary>The graph, a tensor or an attribute is wrong.</summary>
    InvalidArgument = 3,
    /// <summary>It took too long.</summary>
    DeadlineExceeded = 4,
    /// <summary>A file, an operator or a kernel does not exist.</summary>
    NotFound = 5,
    /// <summary>It exists already.</summary>
    AlreadyExists = 6,
    /// <summary>Not allowed.</summary>
    PermissionDenied = 7,
    /// <summary>Memory, of the machine or of the GPU, is used up.</summary>
    ResourceExhausted = 8,
    /// <summary>A state is missing, such as an initialised variable.</summary>
    FailedPrecondition = 9,
    /// <summary>Given up because of another failure.</summary>
    Aborted = 10,
    /// <summary>Past the end.</summary>
    OutOfRange = 11,
    /// <summary>TensorFlow does not do that.</summary>
    Unimplemented = 12,
    /// <summary>TensorFlow itself is at fault.</summary>
    Internal = 13,
    /// <summary>A device or service is not to be had now.</summary>
    Unavailable = 14,
    /// <summary>Data were lost or are corrupt.</summary>
    DataLoss = 15,
    /// <summary>Who asks is not known.</summary>
    Unauthenticated = 16,
}
