using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Poets.Bench.Peers;

/// <summary>
/// libjpeg-turbo through its TurboJPEG interface, called in this process as <c>tjbench -fastdct -rgb</c> calls it: fast
/// integer transform, fancy upsampling, RGB. Not safe to share between threads.
/// </summary>
internal sealed class TurboJpegPeer : IDisposable
{
    private const string Library = "turbojpeg";
    private const int Rgb = 0;
    private const int Subsampling420 = 2;
    private const int FastDct = 2048;

    private readonly nint _decoder;

    static TurboJpegPeer() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? Open() : 0);

    private TurboJpegPeer() => _decoder = tjInitDecompress();

    /// <summary>Opens the library where it is installed, or says in <paramref name="missing"/> how to get it.</summary>
    public static TurboJpegPeer? Find(out string? missing)
    {
        missing = Open() == 0 ? "libjpeg-turbo was not found: install libturbojpeg (Debian and Ubuntu: libturbojpeg0), or set POETS_TURBOJPEG to the library's file." : null;
        return missing is null ? new TurboJpegPeer() : null;
    }

    /// <summary>Name and version as <c>djpeg</c>, which comes with it, tells it.</summary>
    public static string Version()
    {
        try
        {
            using Process djpeg = Process.Start(new ProcessStartInfo("djpeg", "-version") { RedirectStandardError = true })!;
            return djpeg.StandardError.ReadLine() ?? "libjpeg-turbo";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "libjpeg-turbo of unknown version";
        }
    }

    /// <summary>Decodes to RGB; <paramref name="pixels"/> grows where it is too small.</summary>
    /// <returns>Width and height.</returns>
    public (int Width, int Height) Decode(byte[] file, ref byte[] pixels)
    {
        Check(tjDecompressHeader3(_decoder, file, new CULong((uint)file.Length), out int width, out int height, out _, out _));
        if (pixels.Length < width * height * 3)
        {
            pixels = new byte[width * height * 3];
        }

        Check(tjDecompress2(_decoder, file, new CULong((uint)file.Length), pixels, width, 0, height, Rgb, FastDct));
        return (width, height);
    }

    /// <summary>Encodes RGB as a baseline JPEG with chroma at half size, as cameras write it.</summary>
    public static byte[] Encode(byte[] pixels, int width, int height, int quality)
    {
        nint encoder = tjInitCompress();
        nint buffer = 0;
        CULong length = default;
        try
        {
            if (tjCompress2(encoder, pixels, width, 0, height, Rgb, ref buffer, ref length, Subsampling420, quality, 0) != 0)
            {
                throw new InvalidOperationException("libjpeg-turbo could not encode.");
            }

            var file = new byte[(int)length.Value];
            Marshal.Copy(buffer, file, 0, file.Length);
            return file;
        }
        finally
        {
            tjFree(buffer);
            Check(tjDestroy(encoder));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Check(tjDestroy(_decoder));

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"libjpeg-turbo: {Marshal.PtrToStringUTF8(tjGetErrorStr2(0))}");
        }
    }

    private static nint Open()
    {
        string? named = Environment.GetEnvironmentVariable("POETS_TURBOJPEG");
        string[] candidates = named is null ? ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"] : [named];
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
            {
                return handle;
            }
        }

        return 0;
    }

#pragma warning disable SYSLIB1054, CA5392 // Blittable calls of a peer, resolved above; generated stubs would need unsafe code.
    [DllImport(Library)]
    private static extern nint tjInitDecompress();

    [DllImport(Library)]
    private static extern nint tjInitCompress();

    [DllImport(Library)]
    private static extern int tjDecompressHeader3(nint handle, byte[] file, CULong size, out int width, out int height, out int subsampling, out int colorSpace);

    [DllImport(Library)]
    private static extern int tjDecompress2(nint handle, byte[] file, CULong size, byte[] pixels, int width, int pitch, int height, int format, int flags);

    [DllImport(Library)]
    private static extern int tjCompress2(nint handle, byte[] pixels, int width, int pitch, int height, int format, ref nint file, ref CULong size, int subsampling, int quality, int flags);

    [DllImport(Library)]
    private static extern int tjDestroy(nint handle);

    [DllImport(Library)]
    private static extern void tjFree(nint buffer);

    [DllImport(Library)]
    private static extern nint tjGetErrorStr2(nint handle);
#pragma warning restore SYSLIB1054, CA5392
}
