using Poets.Graphs.Protobuf;

namespace Poets.Graphs.Import;

/// <summary>
/// A constant whose elements are made when somebody first asks: decoded from a message, or computed from other constants.
/// Looking at a graph costs no copies of its weights, and weights that a kernel packs are only whole for that moment.
/// </summary>
internal sealed class LazyTensor
{
    private readonly Func<Tensor>? _make;
    private Tensor? _value;

    public LazyTensor(Tensor value)
    {
        _value = value;
        Type = value.Type;
        Shape = value.Shape;
    }

    public LazyTensor(TensorProto message, string node)
    {
        _make = () => TensorMessages.Decode(message, node);
        Type = (ElementType)message.Dtype;
        Shape = TensorMessages.ShapeOf(message.TensorShape);
        if (!Shape.IsFullyKnown)
        {
            throw new GraphException($"Node '{node}': its constant has the shape {Shape}; a constant's shape must be fully known.");
        }
    }

    /// <param name="type">The element type that <paramref name="make"/> gives.</param>
    /// <param name="shape">The shape that it gives.</param>
    /// <param name="make">Computes the elements; may be called more than once.</param>
    public LazyTensor(ElementType type, TensorShape shape, Func<Tensor> make) => (Type, Shape, _make) = (type, shape, make);

    public ElementType Type { get; }

    public TensorShape Shape { get; }

    /// <summary>Whether a kernel that packs this value is its only reader.</summary>
    public bool IsReleasable { get; set; }

    // Two threads may both make it; they get equal tensors, and one of them stays.
    public Tensor Value => _value ??= Make();

    /// <summary>The elements for one use, not kept.</summary>
    /// <param name="isOwned">Whether they were made for this call, so that the caller may write over them.</param>
    public Tensor Take(out bool isOwned)
    {
        Tensor? kept = _value;
        isOwned = kept is null;
        return kept ?? Make();
    }

    /// <summary>Lets go of the elements after a kernel packed them; maps of another size may want another kernel, so only of what can be made again.</summary>
    public void Release()
    {
        if (IsReleasable && _make is not null)
        {
            _value = null;
        }
    }

    private Tensor Make() => _make!();
}
