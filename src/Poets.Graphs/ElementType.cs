namespace Poets.Graphs;

/// <summary>The type of a tensor's elements; the numbers are TensorFlow's <c>DataType</c>.</summary>
public enum ElementType
{
    /// <summary>Not known yet.</summary>
    Unknown = 0,
    /// <summary>32-bit IEEE float.</summary>
    Float32 = 1,
    /// <summary>64-bit IEEE float.</summary>
    Float64 = 2,
    /// <summary>32-bit signed integer.</summary>
    Int32 = 3,
    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 4,
    /// <summary>16-bit signed integer.</summary>
    Int16 = 5,
    /// <summary>8-bit signed integer.</summary>
    Int8 = 6,
    /// <summary>A byte string, such as an image file's content.</summary>
    String = 7,
    /// <summary>64-bit signed integer.</summary>
    Int64 = 9,
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 10,
    /// <summary>8-bit quantised, signed.</summary>
    QInt8 = 11,
    /// <summary>8-bit quantised, unsigned; what Dequantize reads in the quantized MobileNets.</summary>
    QUInt8 = 12,
    /// <summary>32-bit quantised.</summary>
    QInt32 = 13,
    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16 = 14,
    /// <summary>16-bit quantised, signed.</summary>
    QInt16 = 15,
    /// <summary>16-bit quantised, unsigned.</summary>
    QUInt16 = 16,
    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 17,
    /// <summary>16-bit IEEE float.</summary>
    Float16 = 19,
    /// <summary>A handle to a variable or table.</summary>
    Resource = 20,
    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 22,
    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 23,
}
