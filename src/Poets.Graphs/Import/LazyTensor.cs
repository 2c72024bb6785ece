using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>A constant whose bytes are decoded when somebody first asks, so that looking at a graph costs no copies of its weights.</summary>
internal sealed class LazyTensor
{
    private readonly string _node = "";
    private TensorProto? _message;
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

    public Tensor Value
    {
        get
        {
            // Two threads may both decode; they get equal tensors, and one of them stays.
            if (_value is null)
            {
                TensorProto? message = _message;
                if (message is not null)
                {
                    _value = TensorMessages.Decode(message, _node);
                    _message = null;
                }
            }

            return _value!;
        }
    }
}
