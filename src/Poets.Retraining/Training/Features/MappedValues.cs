using System.IO.MemoryMappedFiles;

namespace Poets.Retraining.Training.Features;

/// <summary>
/// Float32 zeros in a temporary file that is mapped into memory, so that the system may put them on disk when memory is
/// short. The file is gone when the process ends, however it ends.
/// </summary>
internal sealed unsafe class MappedValues : IDisposable
{
    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    /// <summary>Makes the file.</summary>
    /// <param name="folder">Where; it is made if it is missing.</param>
    /// <param name="length">Values.</param>
    /// <exception cref="IOException">The folder cannot be written or has no room.</exception>
    public MappedValues(string folder, long length)
    {
        long bytes = Math.Max(1, length) * sizeof(float);
        try
        {
            _file = Open(Path.Combine(folder, $".poets-{Environment.ProcessId:x}-{Guid.NewGuid():N}.features"), bytes);
            _file.SetLength(bytes);
            _mapping = MemoryMappedFile.CreateFromFile(_file, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _mapping.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some shared folders take files but do not map them.
            _mapping?.Dispose();
            _file?.Dispose();
            throw new IOException($"The features of the images need {bytes} bytes, for a temporary file in {folder} ({error.Message}); name another folder for bottlenecks, or make room.", error);
        }

        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>The first value.</summary>
    public ref float Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return ref *(float*)_start;
        }
    }

    private static FileStream Open(string path, long bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,

            // Room is taken at once: a mapped file that finds none later would end the process.
            PreallocationSize = bytes,
        });
        if (!OperatingSystem.IsWindows())
        {
            // Elsewhere than on Windows a process that is killed deletes nothing, but a file without a name lives on until it is closed.
            File.Delete(path);
        }

        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_start is not null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _mapping.Dispose();
            _file.Dispose();
        }
    }
}
