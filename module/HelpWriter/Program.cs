using HelpWriter;

// HelpWriter CMDLETS.dll COMMENTS.xml REFERENCES HELP.xml
// Run by the build of src/PoetsCmdlets: writes Get-Help's file from the sources' comments and the cmdlets' attributes.
if (args is not [var assembly, var comments, var references, var output])
{
    Console.Error.WriteLine("HelpWriter CMDLETS.dll COMMENTS.xml FOLDER_WITH_REFERENCES HELP.xml");
    return 2;
}

var cmdlets = CmdletReader.Read(assembly, references);
var help = new MamlDocument(new CommentFile(comments));
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
help.Build(cmdlets).Save(output);
return 0;
