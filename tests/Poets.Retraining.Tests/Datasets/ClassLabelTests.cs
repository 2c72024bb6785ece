using FsCheck;
using FsCheck.Fluent;
using Poets.Retraining.Datasets;

namespace Poets.Retraining.Tests.Datasets;

/// <summary>Reference §2.6.</summary>
public class ClassLabelTests
{
    [Theory]
    [InlineData("Red Things", "red things")]
    [InlineData("C++", "c ")]
    [InlineData(".git", " git")]
    [InlineData("roses (old)", "roses old ")]
    [InlineData("中文", " ")]
    [InlineData("african_bush_elephant", "african bush elephant")]
    [InlineData("K2-\u212A", "k2 k")]
    [InlineData("\u0130x", "i x")]
    [InlineData("été", " t ")]
    public void A_folder_becomes_a_label(string folder, string label) => Assert.Equal(label, ClassLabel.FromFolder(folder));

    [Fact]
    public void A_label_holds_only_lower_case_digits_and_single_blanks() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), folder =>
        {
            string label = ClassLabel.FromFolder(folder.Get);
            return label.All(letter => letter is ' ' or >= 'a' and <= 'z' or >= '0' and <= '9')
                && !label.Contains("  ", StringComparison.Ordinal)
                && ClassLabel.FromFolder(label) == label;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sorting_is_by_code_points_as_in_Python()
    {
        string[] names = ["b", "B", "_", "é", "\uFFFD", "😀", "a", "ab"];
        Array.Sort(names, CodePointComparer.Instance);
        Assert.Equal(["B", "_", "a", "ab", "b", "é", "\uFFFD", "😀"], names);
    }
}
