using System.Text;
using Poets.Retraining.Bottlenecks;

namespace Poets.Retraining.Tests.Bottlenecks;

/// <summary>Nothing stale is served, nothing good is thrown away.</summary>
public sealed class BottleneckCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly float[] _values = [0, 1.5f, -2.25e-7f, 3];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_by_us_and_has_the_scripts_layout()
    {
        Write("a.jpg", "one");
        string text = Path.Combine(_folder.Path, "cache", "class", "a.jpg_net.txt");
        Assert.Equal("0.0,1.5,-2.25e-07,3.0", File.ReadAllText(text));
        Assert.Equal(BottleneckMiss.None, Read("a.jpg"));
        Assert.Equal(["a.jpg_net.txt"], Directory.EnumerateFiles(Path.GetDirectoryName(text)!, "*.txt").Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("x", 251)]
    [InlineData("ü", 125)]
    [InlineData("🌷", 62)]
    public void Images_with_the_longest_names_that_there_are_have_texts_of_their_own(string letter, int count)
    {
        string name = string.Concat(Enumerable.Repeat(letter, count));
        string[] images = [name + ".jpg", name[letter.Length..] + "1.jpg"];
        foreach (string image in images)
        {
            Write(image, image);
            Assert.Equal(BottleneckMiss.None, Read(image));
        }

        string[] texts = [.. Directory.EnumerateFiles(Path.Combine(_folder.Path, "cache", "class"), "*.txt").Select(file => Path.GetFileName(file)!)];
        Assert.Equal(2, texts.Length);
        Assert.All(texts, text => Assert.InRange(Encoding.UTF8.GetByteCount(text), 240, 255));
        Assert.All(texts, text => Assert.StartsWith(letter, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_image_is_noticed_whatever_its_time_and_length()
    {
        Write("a.jpg", "one");
        DateTime time = File.GetLastWriteTimeUtc(Image("a.jpg"));
        File.WriteAllText(Image("a.jpg"), "two");
        File.SetLastWriteTimeUtc(Image("a.jpg"), time.AddSeconds(-100));
        Assert.Equal(BottleneckMiss.ImageChanged, Read("a.jpg"));
    }

    [Fact]
    public void A_touched_image_with_the_same_content_is_still_the_same()
    {
        Write("a.jpg", "one");
        File.SetLastWriteTimeUtc(Image("a.jpg"), DateTime.UtcNow.AddDays(1));
        Assert.Equal(BottleneckMiss.None, Read("a.jpg"));
    }

    [Fact]
    public void A_text_that_cannot_be_read_is_no_fault_of_its_image()
    {
        Write("a.jpg", "photo");
        File.Delete(Text("a.jpg"));
        Directory.CreateDirectory(Text("a.jpg"));
        Assert.Equal(BottleneckMiss.Denied, Read("a.jpg"));
    }

    [Fact]
    public void Another_network_of_the_same_name_is_noticed()
    {
        Write("a.jpg", "one");
        Assert.Equal(BottleneckMiss.NetworkChanged, Read("a.jpg", network: "other"));
    }

    [Theory]
    [InlineData("0.0,1.5,-2.25e-07")]
    [InlineData("0.0,1.5,-2.25e-07,")]
    [InlineData("0.0,1.5,-2.25e-07,3.")]
    [InlineData("0.0,1.5,-2.25e-0")]
    [InlineData("")]
    [InlineData("0.0,1.5,-2.25e-07,4.0")]
    public void Our_own_file_cut_off_anywhere_or_edited_is_noticed(string rest)
    {
        Write("a.jpg", "one");
        File.WriteAllText(Text("a.jpg"), rest);
        Assert.NotEqual(BottleneckMiss.None, Read("a.jpg"));
    }

    [Theory]
    [InlineData("0.0,1.5,-2.25e-07,3.0", BottleneckMiss.None)]
    [InlineData(" 0.0, 1.5,-2.25e-07,3.0\n", BottleneckMiss.None)]
    [InlineData("0.0,1.5,-2.25e-07", BottleneckMiss.WrongCount)]
    [InlineData("0.0,1.5,-2.25e-07,3.0,4", BottleneckMiss.WrongCount)]
    [InlineData("0.0,1.5,-2.25e-07,", BottleneckMiss.Unreadable)]
    [InlineData("", BottleneckMiss.Unreadable)]
    [InlineData("<html>", BottleneckMiss.Unreadable)]
    public void Someone_elses_file_is_taken_if_it_is_whole(string text, object expected)
    {
        Foreign("a.jpg", text);
        Assert.Equal((BottleneckMiss)expected, Read("a.jpg"));
    }

    [Theory]
    [InlineData(1, "ImageChanged")]
    [InlineData(2, "ImageChanged")]
    [InlineData(3, "None")]
    public void Up_to_a_quarter_of_newer_images_makes_someone_elses_files_stale(int newer, string expected)
    {
        foreach (int i in Enumerable.Range(0, 8))
        {
            Foreign($"{i}.jpg", "0.0,1.5,-2.25e-07,3.0");
            File.SetLastWriteTimeUtc(Image($"{i}.jpg"), DateTime.UtcNow.AddHours(i < newer ? 1 : -1));
        }

        Assert.Equal(expected, $"{Read("0.jpg")}");
        Assert.Equal(BottleneckMiss.None, Read("7.jpg"));
    }

    [Theory]
    [InlineData(1.5, "None")]
    [InlineData(2.5, "ImageChanged")]
    public void Clocks_of_two_file_systems_may_differ_by_two_seconds(double seconds, string expected)
    {
        DateTime written = DateTime.UtcNow.AddHours(-1);
        foreach (int i in Enumerable.Range(0, 8))
        {
            Foreign($"{i}.jpg", "0.0,1.5,-2.25e-07,3.0");
            File.SetLastWriteTimeUtc(Text($"{i}.jpg"), written);
            File.SetLastWriteTimeUtc(Image($"{i}.jpg"), written.AddSeconds(i == 0 ? seconds : -10));
        }

        Assert.Equal(expected, $"{Read("0.jpg")}");
    }

    [Fact]
    public void What_two_runs_remember_of_one_folder_is_put_together()
    {
        File.WriteAllText(Image("a.jpg"), "one");
        File.WriteAllText(Image("b.jpg"), "two");
        BottleneckCache[] runs = [Cache(), Cache()];
        runs[0].Write("class", "a.jpg", Evidence("a.jpg"), _values);
        runs[1].Write("class", "b.jpg", Evidence("b.jpg"), _values);
        runs[0].Save();
        runs[1].Save();
        foreach (string name in new[] { "a.jpg", "b.jpg" })
        {
            File.WriteAllText(Text(name), "0.0,1.5,-2.25e-07,4.0");
            Assert.Equal(BottleneckMiss.Rewritten, Read(name));
        }
    }

    [Fact]
    public void A_killed_run_is_remembered_but_for_its_last_images()
    {
        BottleneckCache killed = Cache();
        for (int i = 0; i < 600; i++)
        {
            File.WriteAllText(Image($"{i}.jpg"), "photo");
            killed.Write("class", $"{i}.jpg", Evidence($"{i}.jpg"), _values);
        }

        File.WriteAllText(Text("0.jpg"), "0.0,1.5,-2.25e-07,4.0");
        Assert.Equal(BottleneckMiss.Rewritten, Read("0.jpg"));
    }

    [Fact]
    public void A_touched_image_is_read_once_and_its_new_time_remembered()
    {
        Write("a.jpg", "one");
        DateTime touched = DateTime.UtcNow.AddDays(1);
        File.SetLastWriteTimeUtc(Image("a.jpg"), touched);
        BottleneckCache cache = Cache();
        Assert.Equal(BottleneckMiss.None, cache.TryRead("class", "a.jpg", Image("a.jpg"), new float[_values.Length]));
        cache.Save();

        // Of the same length and time, so that only a second reading would tell.
        File.WriteAllText(Image("a.jpg"), "two");
        File.SetLastWriteTimeUtc(Image("a.jpg"), touched);
        Assert.Equal(BottleneckMiss.None, Read("a.jpg"));
    }

    [Fact]
    public void After_a_fresh_checkout_all_images_are_newer_and_nothing_is_stale()
    {
        foreach (int i in Enumerable.Range(0, 8))
        {
            Foreign($"{i}.jpg", "0.0,1.5,-2.25e-07,3.0");
            File.SetLastWriteTimeUtc(Image($"{i}.jpg"), DateTime.UtcNow.AddHours(1));
        }

        Assert.Equal(BottleneckMiss.None, Read("3.jpg"));
    }

    [Fact]
    public void Without_its_manifest_a_file_of_ours_is_someone_elses()
    {
        Write("a.jpg", "one");
        foreach (string manifest in Directory.EnumerateFiles(Path.GetDirectoryName(Text("a.jpg"))!, ".poets*"))
        {
            File.Delete(manifest);
        }

        Assert.Equal(BottleneckMiss.None, Read("a.jpg"));
    }

    [Fact]
    public void Several_writers_of_one_folder_lose_nothing()
    {
        Parallel.For(0, 4, writer =>
        {
            BottleneckCache cache = Cache();
            for (int i = 0; i < 25; i++)
            {
                string name = $"{writer}-{i}.jpg";
                File.WriteAllText(Image(name), name);
                cache.Write("class", name, Evidence(name), _values);
            }

            cache.Save();
        });

        var manifest = new CacheManifest(Path.Combine(_folder.Path, "cache", "class"), "net");
        for (int writer = 0; writer < 4; writer++)
        {
            for (int i = 0; i < 25; i++)
            {
                Assert.NotNull(manifest.Find($"{writer}-{i}.jpg"));
            }
        }
    }

    [Fact]
    public void A_cache_that_cannot_be_written_says_where()
    {
        File.WriteAllText(_folder.File("cache"), "a file in the way");
        File.WriteAllText(Image("a.jpg"), "one");
        BottleneckCache cache = Cache();
        Assert.Equal(BottleneckMiss.Absent, cache.TryRead("class", "a.jpg", Image("a.jpg"), new float[_values.Length]));
        cache.Write("class", "a.jpg", Evidence("a.jpg"), _values);
        Assert.Contains(Path.Combine(_folder.Path, "cache", "class"), cache.Fault!.Message, StringComparison.Ordinal);
    }

    /// <summary>A device that is always full stands for a disk that gets full in the middle.</summary>
    [SkippableFact]
    public void A_bottleneck_for_which_there_is_no_room_costs_only_itself()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no device that is full");
        Write("a.jpg", "one");
        File.WriteAllText(Image("b.jpg"), "two");
        File.CreateSymbolicLink(Text("b.jpg"), "/dev/full");
        BottleneckCache cache = Cache();
        cache.Write("class", "b.jpg", Evidence("b.jpg"), _values);
        Assert.NotNull(cache.Fault);
        File.WriteAllText(Image("c.jpg"), "three");
        cache.Write("class", "c.jpg", Evidence("c.jpg"), _values);
        cache.Save();
        Assert.Equal([BottleneckMiss.None, BottleneckMiss.Unreadable, BottleneckMiss.None], new[] { "a.jpg", "b.jpg", "c.jpg" }.Select(name => Read(name)));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(Text("a.jpg"))!, "*.tmp"));
    }

    /// <summary>A fresh checkout beside a cache on a read-only mount: entries are renewed, and there is nowhere to put them.</summary>
    [SkippableFact]
    public void A_manifest_that_cannot_be_locked_is_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows(), "making links takes rights there");
        Write("a.jpg", "one");
        string locked = Directory.EnumerateFiles(Path.GetDirectoryName(Text("a.jpg"))!, "*.lock").Single();
        File.Delete(locked);
        File.CreateSymbolicLink(locked, locked);
        File.SetLastWriteTimeUtc(Image("a.jpg"), DateTime.UtcNow.AddDays(1));
        BottleneckCache cache = Cache();
        Assert.Equal(BottleneckMiss.None, cache.TryRead("class", "a.jpg", Image("a.jpg"), new float[_values.Length]));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        cache.Save();
        Assert.InRange(watch.ElapsedMilliseconds, 0, 1000);
    }

    [SkippableFact]
    public async Task Pipes_and_endless_files_in_place_of_texts_are_not_read()
    {
        Skip.If(OperatingSystem.IsWindows(), "pipes have no paths in folders there");
        File.WriteAllText(Image("pipe.jpg"), "one");
        File.WriteAllText(Image("zeros.jpg"), "two");
        foreach (string pipe in new[] { Text("pipe.jpg"), _folder.File("cache", "class", ".poets_net.tsv") })
        {
            using var make = System.Diagnostics.Process.Start("mkfifo", pipe);
            await make.WaitForExitAsync();
        }

        using (FileStream zeros = File.Create(Text("zeros.jpg")))
        {
            zeros.SetLength(5L << 30);
        }

        var reads = Task.Run(() => new[] { Read("pipe.jpg"), Read("zeros.jpg") });
        Assert.Same(reads, await Task.WhenAny(reads, Task.Delay(TimeSpan.FromMinutes(1))));
        Assert.Equal([BottleneckMiss.Unreadable, BottleneckMiss.WrongCount], await reads);
    }

    [Fact]
    public void Damaged_manifests_and_texts_give_the_right_numbers_or_none()
    {
        Write("a.jpg", "one");
        Write("b.jpg", "two");
        string manifest = _folder.File("cache", "class", ".poets_net.tsv");
        foreach (string path in new[] { manifest, Text("a.jpg") })
        {
            byte[] good = File.ReadAllBytes(path);
            var random = new Random(7);
            for (int round = 0; round < 300; round++)
            {
                byte[] bad = [.. good[..random.Next(round % 3 == 0 ? 0 : good.Length, good.Length + 1)]];
                for (int flips = random.Next(4); flips > 0 && bad.Length > 0; flips--)
                {
                    bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
                }

                File.WriteAllBytes(path, bad);

                // One of the two is whole: the entry tells of a damaged text, and without an entry a text is as good as someone else's.
                var values = new float[_values.Length];
                BottleneckMiss miss = Cache().TryRead("class", "a.jpg", Image("a.jpg"), values);
                Assert.True(miss != BottleneckMiss.None || values.AsSpan().SequenceEqual(_values), $"round {round} of {path}");
            }

            File.WriteAllBytes(path, good);
        }
    }

    private BottleneckCache Cache(string network = "fingerprint") => new(Path.Combine(_folder.Path, "cache"), "net", network, _values.Length);

    private string Image(string name) => _folder.File("images", "class", name);

    private string Text(string name) => _folder.File("cache", "class", name + "_net.txt");

    private FileEvidence Evidence(string name)
    {
        byte[] content = File.ReadAllBytes(Image(name));
        return new FileEvidence(content.Length, File.GetLastWriteTimeUtc(Image(name)).Ticks, ContentHash.Of(content));
    }

    private void Write(string name, string content)
    {
        File.WriteAllText(Image(name), content);
        BottleneckCache cache = Cache();
        cache.Write("class", name, Evidence(name), _values);
        cache.Save();
    }

    private void Foreign(string name, string text)
    {
        File.WriteAllText(Image(name), name);
        File.WriteAllText(Text(name), text, new UTF8Encoding(false));
    }

    private BottleneckMiss Read(string name, string network = "fingerprint")
    {
        var values = new float[_values.Length];
        BottleneckMiss miss = Cache(network).TryRead("class", name, Image(name), values);
        if (miss == BottleneckMiss.None)
        {
            Assert.Equal(_values, values);
        }

        return miss;
    }
}
