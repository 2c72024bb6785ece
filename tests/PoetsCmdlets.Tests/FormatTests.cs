using System.Xml.Linq;

namespace PoetsCmdlets.Tests;

public class FormatTests
{
    private static readonly XDocument s_format = XDocument.Parse(BuiltModule.Read("PoetsCmdlets.format.ps1xml"));

    public static TheoryData<string> Views => new([.. s_format.Descendants("View").Select(view => view.Element("Name")!.Value)]);

    [Theory]
    [MemberData(nameof(Views))]
    public void A_view_names_an_existing_type_and_existing_properties(string name)
    {
        var view = s_format.Descendants("View").Single(candidate => candidate.Element("Name")!.Value == name);
        foreach (var selected in view.Descendants("TypeName"))
        {
            var type = BuiltModule.Find(selected.Value);
            Assert.True(type is not null, $"there is no type {selected.Value}");
            foreach (var property in view.Descendants("PropertyName"))
            {
                Assert.True(type.GetProperty(property.Value) is not null, $"{type.Name} has no property {property.Value}");
            }

            foreach (var script in view.Descendants("ScriptBlock"))
            {
                foreach (System.Text.RegularExpressions.Match used in System.Text.RegularExpressions.Regex.Matches(script.Value, @"\$_\.(?<name>\w+)"))
                {
                    // `$_` inside a nested block is another object; only members of the outer one are checked here.
                    string member = used.Groups["name"].Value;
                    bool nested = script.Value.IndexOf("ForEach-Object", StringComparison.Ordinal) is >= 0 and var at && used.Index > at;
                    Assert.True(nested || type.GetProperty(member) is not null, $"{type.Name} has no property {member}");
                }
            }
        }
    }

    [Fact]
    public void Every_type_that_a_cmdlet_emits_has_a_view()
    {
        var viewed = s_format.Descendants("TypeName").Select(name => name.Value).ToHashSet();
        Assert.All(BuiltModule.Cmdlets.Values.SelectMany(BuiltModule.Outputs), output => Assert.Contains(output.FullName!, viewed));
    }

    [Fact]
    public void Every_column_has_a_header()
    {
        Assert.All(s_format.Descendants("TableControl"), table =>
            Assert.Equal(table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count()));
    }

    [Fact]
    public void Tables_with_paths_wrap_them_since_the_end_is_what_tells_files_apart()
    {
        var withPaths = s_format.Descendants("TableRowEntry").Where(row => row.Descendants("PropertyName").Any(name => name.Value.EndsWith("Path", StringComparison.Ordinal))).ToList();
        Assert.True(withPaths.Count >= 4);
        Assert.All(withPaths, row => Assert.NotNull(row.Element("Wrap")));
    }

    [Fact]
    public void The_types_file_names_existing_types_and_properties()
    {
        var types = XDocument.Parse(BuiltModule.Read("PoetsCmdlets.types.ps1xml"));
        foreach (var entry in types.Descendants("Type"))
        {
            var type = BuiltModule.Find(entry.Element("Name")!.Value);
            Assert.NotNull(type);
            foreach (var name in entry.Descendants("ReferencedProperties").Elements("Name"))
            {
                Assert.True(type.GetProperty(name.Value) is not null, $"{type.Name} has no property {name.Value}");
            }
        }
    }
}
