namespace Poets.Graphs.Execution;

/// <summary>One array of a frame; values whose lives do not overlap share it.</summary>
internal readonly record struct PlannedBuffer(ElementType Type, int Length);
