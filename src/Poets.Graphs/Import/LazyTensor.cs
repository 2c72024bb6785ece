using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>A constant whose bytes are decoded when somebody first asks, so that looking at a graph costs no copies of its weights.</summary>
internal sealed class LazyTensor
{
    private readonly string _node = "";
    private readonly TensorProto? _message;
    private Tensor? _value;

    public LazyTensor(Tensor value)
    {
        _value = value;
        Type = value.Type;
        Shape = value.Shape;
    }

    public LazyTensor(TensorProto message, string node)
    {
        _message = message;
        _node = node;
        Type = (ElementType)message.Dtype;
        Shape = TensorMessages.ShapeOf(message.TensorShape);
        if (!Shape.IsFullyKnown)
        {
            throw new GraphException($"Node '{node}': its constant has the shape {Shape}; a constant's shape must be fully known.");
        }
    }

    public ElementType Type { get; }

    public TensorShape Shape { get; }

    /// <summary>Whether a kernel that packs this value is its only reader.</summary>
    public bool IsReleasable { get; set; }

    // Two threads may both decode; they get equal tensors, and one of them stays.
    public Tensor Value => _value ??= TensorMessages.Decode(
        _message ?? throw new InvalidOperationException("This value was packed into its only reader and let go."), _node);

    /// <summary>Lets go of the elements after a kernel packed them.</summary>
    public void Release()
    {
        if (IsReleasable)
        {
            _value = null;
        }
    }
}
