using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Poets.Retraining.Bottlenecks;

namespace Poets.Retraining.Tests.Bottlenecks;

/// <summary>What tells one content from another.</summary>
public class ContentHashTests
{
    // What xxh128sum says. Caches that are there already hold these.
    [Theory]
    [InlineData("", "99aa06d3014798d86001c324468d497f")]
    [InlineData("hello", "b5e9c1ad071b3e7fc779cfaa5e523818")]
    public void It_stays_the_published_function(string text, string expected) =>
        Assert.Equal(expected, ContentHash.Of(Encoding.ASCII.GetBytes(text)).ToString());

    [Fact]
    public void Any_byte_that_changes_or_is_cut_off_changes_it() => Prop.ForAll<byte[], int, byte>((content, place, change) =>
    {
        if (content is null || content.Length == 0 || change == 0)
        {
            return true;
        }

        ContentHash whole = ContentHash.Of(content);
        byte[] other = [.. content];
        other[(uint)place % other.Length] ^= change;
        return ContentHash.Of(other) != whole && ContentHash.Of(content.AsSpan(1)) != whole && ContentHash.Of(content.AsSpan(0, content.Length - 1)) != whole;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Its_text_reads_back() => Prop.ForAll<ulong, ulong>((high, low) =>
    {
        var hash = new ContentHash(high, low);
        return hash.ToString().Length == 32 && ContentHash.TryParse(hash.ToString(), out ContentHash read) && read == hash;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("e34bbc7bbc071b6c")]
    [InlineData("e34bbc7bbc071b6c7a433ca9c49a934")]
    [InlineData("e34bbc7bbc071b6c7a433ca9c49a93470")]
    [InlineData("e34bbc7bbc071b6cxa433ca9c49a9347")]
    public void Damaged_texts_are_refused(string text) => Assert.False(ContentHash.TryParse(text, out _));
}
