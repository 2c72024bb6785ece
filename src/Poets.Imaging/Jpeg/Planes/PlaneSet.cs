using Poets.Imaging.Jpeg.Markers;

namespace Poets.Imaging.Jpeg.Planes;

/// <summary>The planes of a frame's needed components.</summary>
internal sealed class PlaneSet : IDisposable
{
    internal PlaneSet(JpegFrame frame)
    {
        Planes = [.. frame.Components.Select(component => component.Needed ? new ComponentPlane(component, frame) : null)];
    }

    internal ComponentPlane?[] Planes { get; }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        foreach (var plane in Planes)
        {
            plane?.Dispose();
        }
    }
}
