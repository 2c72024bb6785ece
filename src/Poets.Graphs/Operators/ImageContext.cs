using Poets.Graphs.Import;

namespace Poets.Graphs.Operators;

/// <summary>
/// What an operator is shown when it is asked whether it keeps the images of a batch apart: the facts of a planned batch, and
/// which inputs hold images, that is, have the batch as dimension 0. The others are the same whatever images there are.
/// </summary>
internal readonly ref struct ImageContext(ReadOnlySpan<Fact> inputs, ReadOnlySpan<bool> holdsImages, Fact output)
{
    private readonly ReadOnlySpan<Fact> _inputs = inputs;
    private readonly ReadOnlySpan<bool> _holdsImages = holdsImages;

    /// <summary>Whether input 0 holds images and no other does: what a kernel with weights, axes or sizes needs.</summary>
    public bool OnlyFirst => Only(0);

    /// <summary>Whether this input holds images and no other does.</summary>
    public bool Only(int input) => _holdsImages[input] && !_holdsImages[..input].Contains(true) && !_holdsImages[(input + 1)..].Contains(true);

    /// <summary>Whether all inputs hold images but one, which does not.</summary>
    public bool AllBut(int input) => !_holdsImages[input] && !_holdsImages[..input].Contains(false) && !_holdsImages[(input + 1)..].Contains(false);

    /// <summary>Whether every input either holds images or is broadcast to all of them, element by element.</summary>
    public bool IsBroadcast
    {
        get
        {
            int rank = output.Shape.Rank;
            for (int i = 0; i < _inputs.Length; i++)
            {
                TensorShape shape = _inputs[i].Shape;
                if (_holdsImages[i] ? shape.Rank != rank : shape.Rank >= rank && !(shape.Rank == rank && shape[0] == 1))
                {
                    return false;
                }
            }

            return true;
        }
    }

    public int Count => _inputs.Length;

    public bool HoldsImages(int input) => _holdsImages[input];

    public int Rank(int input) => _inputs[input].Shape.Rank;

    /// <summary>The axis that an input names, counted from the front; 0 where it is not known.</summary>
    public int Axis(int input, int rank) => _inputs[input].KnownIntegers() is [long axis] ? Shapes.Axis(axis, rank) : 0;

    public long[]? KnownIntegers(int input) => _inputs[input].KnownIntegers();
}
