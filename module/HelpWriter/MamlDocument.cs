using System.Globalization;
using System.Xml.Linq;

namespace HelpWriter;

/// <summary>Puts cmdlets and comments together in the format that Get-Help reads for compiled cmdlets.</summary>
internal sealed class MamlDocument(CommentFile comments)
{
    private static readonly XNamespace s_msh = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public XDocument Build(IEnumerable<CmdletDescription> cmdlets) => new(
        new XElement(s_msh + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Command)));

    private XElement Command(CmdletDescription cmdlet)
    {
        string key = "T:" + cmdlet.TypeName;
        string name = cmdlet.Verb + "-" + cmdlet.Noun;
        return new XElement(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", name),
                new XElement(s_command + "verb", cmdlet.Verb),
                new XElement(s_command + "noun", cmdlet.Noun),
                Description(comments.Text(key, "summary"))),
            Description([.. comments.Paragraphs(key, "remarks")]),
            new XElement(s_command + "syntax", cmdlet.Sets.Select(set => Syntax(name, cmdlet, set))),
            new XElement(s_command + "parameters", cmdlet.Parameters.OrderBy(parameter => parameter.Uses[0].Position ?? int.MaxValue)
                .Select(parameter => Parameter(parameter, parameter.Uses[0], full: true)), Common(cmdlet, full: true)),
            new XElement(
                s_command + "inputTypes",
                cmdlet.Parameters.Where(parameter => parameter.Uses.Any(use => use.ByValue)).Select(parameter =>
                    new XElement(s_command + "inputType", Type("System." + parameter.TypeName), Description($"Binds to -{parameter.Name}.")))),
            new XElement(
                s_command + "returnValues",
                cmdlet.Outputs.Select(output => new XElement(s_command + "returnValue", Type(output), Description(string.Empty)))),
            new XElement(s_command + "examples", comments.Examples(key).Select(Example)),
            new XElement(
                s_maml + "relatedLinks",
                new XElement(s_maml + "navigationLink", new XElement(s_maml + "linkText", "about_PoetsCmdlets"), new XElement(s_maml + "uri"))));
    }

    private XElement Syntax(string name, CmdletDescription cmdlet, string? set) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", name),
        cmdlet.Parameters.Select(parameter => (Parameter: parameter, Use: parameter.In(set)))
            .Where(pair => pair.Use is not null)
            .OrderBy(pair => pair.Use!.Position ?? int.MaxValue)
            .ThenByDescending(pair => pair.Use!.Required)
            .Select(pair => Parameter(pair.Parameter, pair.Use!, full: false)),
        Common(cmdlet, full: false));

    private XElement Parameter(ParameterDescription parameter, ParameterUse use, bool full)
    {
        string text = comments.Text(parameter.CommentKey, "summary");
        string? standard = comments.Optional(parameter.CommentKey, "value");
        return new XElement(
            s_command + "parameter",
            Attributes(use.Required, parameter.Globbing, use.PipelineInput, use.Position, parameter.Aliases),
            new XElement(s_maml + "name", parameter.Name),
            Description(text),
            parameter.Values.Count > 0
                ? new XElement(s_command + "parameterValueGroup", parameter.Values.Select(value =>
                    new XElement(s_command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value)))
                : null,
            parameter.IsSwitch && !full ? null : Value(parameter.TypeName),
            Type(parameter.TypeName),
            new XElement(s_dev + "defaultValue", standard ?? (parameter.IsSwitch ? "False" : "None")));
    }

    private static IEnumerable<XElement> Common(CmdletDescription cmdlet, bool full) => cmdlet.SupportsShouldProcess
        ?
        [
            Switch("WhatIf", "wi", "Shows what would be written or fetched, and does not do it.", full),
            Switch("Confirm", "cf", "Asks before anything is written or fetched.", full),
        ]
        : [];

    private static XElement Switch(string name, string alias, string text, bool full) => new(
        s_command + "parameter",
        Attributes(false, false, "False", null, [alias]),
        new XElement(s_maml + "name", name),
        Description(text),
        full ? Value("SwitchParameter") : null,
        Type("SwitchParameter"),
        new XElement(s_dev + "defaultValue", "False"));

    private static XAttribute[] Attributes(bool required, bool globbing, string pipeline, int? position, IReadOnlyList<string> aliases) =>
    [
        new("required", required ? "true" : "false"),
        new("variableLength", "true"),
        new("globbing", globbing ? "true" : "false"),
        new("pipelineInput", pipeline),
        new("position", position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new("aliases", aliases.Count == 0 ? "none" : string.Join(", ", aliases)),
    ];

    private static XElement Value(string type) =>
        new(s_command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), type);

    private static XElement Type(string name) => new(s_dev + "type", new XElement(s_maml + "name", name), new XElement(s_maml + "uri"));

    private static XElement Description(params string[] paragraphs) =>
        new(s_maml + "description", paragraphs.Select(text => new XElement(s_maml + "para", text)));

    private static XElement Example((string Code, string Remarks) example, int index) => new(
        s_command + "example",
        new XElement(s_maml + "title", string.Create(CultureInfo.InvariantCulture, $"-------------------------- Example {index + 1} --------------------------")),
        new XElement(s_dev + "code", example.Code),
        new XElement(s_dev + "remarks", new XElement(s_maml + "para", example.Remarks)));
}
