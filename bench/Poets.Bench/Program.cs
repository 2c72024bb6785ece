using System.CommandLine;
using Poets.Bench.Measuring;
using Poets.Bench.Reporting;
using Poets.Bench.Sections;

var only = new Option<string>("--only") { Description = "Only rows whose name contains this; implies --dry.", Recursive = true, DefaultValueFactory = _ => "" };
var rounds = new Option<int>("--rounds") { Description = "Bursts of each contender; the best counts.", Recursive = true, DefaultValueFactory = _ => 14 };
var burst = new Option<int>("--burst") { Description = "Milliseconds of a burst.", Recursive = true, DefaultValueFactory = _ => 80 };
var batch = new Option<int>("--batch") { Description = "Only networks at this batch size; implies --dry.", Recursive = true };
var threads = new Option<int>("--threads") { Description = "Only networks on so many threads; implies --dry.", Recursive = true };
var dry = new Option<bool>("--dry") { Description = "Print only; leave bench/README.md and bench/results as they are.", Recursive = true };
var root = new RootCommand("Runs our engine and its peers side by side, taking turns, and writes the tables of bench/README.md.") { only, batch, threads, rounds, burst, dry };

ISection[] sections = [new NetworksSection(), new DecodeSection(), new PipelineSection(), new TextSection(), new SolversSection(), new ProcessSection()];
foreach (ISection section in sections)
{
    Add(section.Name, section.Description, section);
}

root.Subcommands.Add(ProfileCommand.Create());
Add("all", "Everything, one after the other.", sections);
return await root.Parse(args).InvokeAsync();

void Add(string name, string description, params ISection[] chosen)
{
    var command = new Command(name, description);
    command.SetAction(result =>
    {
        var settings = new BenchSettings(
            result.GetValue(only)!, result.GetValue(batch), result.GetValue(threads), result.GetValue(rounds), TimeSpan.FromMilliseconds(result.GetValue(burst)));
        Console.WriteLine(Machine.Describe());
        foreach (ISection section in chosen)
        {
            string preamble = $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}{Machine.Load()}.";
            Console.WriteLine($"\n{section.Description} {Machine.Load()}");
            BenchTable table = section.Run(settings);
            table.Notes.ForEach(Console.WriteLine);
            if (!result.GetValue(dry) && settings.WantsAll)
            {
                Readme.OfThisCheckout().Write(table, preamble);
            }
        }
    });
    root.Subcommands.Add(command);
}
