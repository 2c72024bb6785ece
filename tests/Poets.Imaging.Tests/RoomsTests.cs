using System.Xml.Linq;

namespace Poets.Imaging.Tests;

/// <summary>Data walks one way: each room references only rooms to its left.</summary>
public class RoomsTests
{
    [Theory]
    [InlineData("Poets.Imaging", "")]
    [InlineData("Poets.Graphs", "Poets.Imaging")]
    [InlineData("Poets.TensorFlow", "Poets.Graphs")]
    [InlineData("Poets.Retraining", "Poets.Imaging Poets.Graphs Poets.TensorFlow")]
    [InlineData("PoetsCmdlets", "Poets.Retraining HelpWriter")]
    [InlineData("Poets.Cli", "Poets.Retraining")]
    public void A_room_references_only_rooms_to_its_left(string room, string allowed)
    {
        var project = XDocument.Load(Repository.Path("src", room, room + ".csproj"));
        var referenced = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
        Assert.Subset(allowed.Split(' ').ToHashSet(), referenced.ToHashSet());
    }
}
