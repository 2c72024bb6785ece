namespace Poets.Imaging.Jpeg;

/// <summary>The two tables of one component in a scan.</summary>
internal readonly record struct QuickTables(QuickHuffmanTable Dc, QuickHuffmanTable Ac);
