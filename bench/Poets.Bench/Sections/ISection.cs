using Poets.Bench.Reporting;

namespace Poets.Bench.Sections;

/// <summary>One subject of the benchmark house: a subcommand and a table.</summary>
internal interface ISection
{
    /// <summary>The subcommand's and the table's name.</summary>
    string Name { get; }

    /// <summary>One line for the help.</summary>
    string Description { get; }

    /// <summary>Measures; rows are printed as they come.</summary>
    BenchTable Run(BenchSettings settings);
}
