using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace PoetsCmdlets.Paths;

/// <summary>Turns what people pass as <c>-Path</c> or <c>-LiteralPath</c> into files.</summary>
internal sealed class PathResolver(PSCmdlet cmdlet, CancellationToken stop)
{
    /// <summary>The files that some paths name, in order; each path that names none is reported and the rest go on.</summary>
    /// <param name="paths">As typed or piped.</param>
    /// <param name="literal">Whether <c>*</c>, <c>?</c> and <c>[ ]</c> stand for themselves.</param>
    public IEnumerable<string> Files(IEnumerable<string> paths, bool literal)
    {
        foreach (string path in paths)
        {
            foreach (string file in literal ? Literal(path) : Matching(path))
            {
                if (Look(() => Directory.Exists(file)))
                {
                    ReportFolder(file);
                }
                else
                {
                    yield return file;
                }
            }
        }
    }

    private IReadOnlyList<string> Literal(string path)
    {
        try
        {
            string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (!IsFileSystem(path, provider))
            {
                return [];
            }

            if (Look(() => Path.Exists(file)))
            {
                return [file];
            }

            cmdlet.WriteError(PathErrors.NotFound(path.Contains("::", StringComparison.Ordinal) ? file : path));
        }
        catch (Exception exception) when (exception is IContainsErrorRecord and not PipelineStoppedException)
        {
            cmdlet.WriteError(new ErrorRecord(((IContainsErrorRecord)exception).ErrorRecord, exception));
        }

        return [];
    }

    private IReadOnlyList<string> Matching(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return Literal(path);
        }

        try
        {
            var files = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (!IsFileSystem(path, provider))
            {
                return [];
            }

            if (files.Count > 0)
            {
                return files;
            }
        }
        catch (ItemNotFoundException)
        {
        }
        catch (Exception exception) when (exception is IContainsErrorRecord and not PipelineStoppedException)
        {
            cmdlet.WriteError(new ErrorRecord(((IContainsErrorRecord)exception).ErrorRecord, exception));
            return [];
        }

        // `photo[1].jpg` matches no `photo1.jpg`; the file of that very name is what was meant, as a piped object's Path is.
        return Literal(path);
    }

    // Asked on a thread that can be left behind: a server that does not answer would hold up Ctrl+C as well.
    private bool Look(Func<bool> question)
    {
        var answer = Task.Run(question);
        try
        {
            answer.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return answer.Result;
    }

    private bool IsFileSystem(string path, ProviderInfo provider)
    {
        if (provider.ImplementingType == typeof(FileSystemProvider))
        {
            return true;
        }

        cmdlet.WriteError(PathErrors.NotFileSystem(path, provider.Name));
        return false;
    }

    /// <summary>A folder that a listing happened to hold is passed over; one that was named is a mistake.</summary>
    private void ReportFolder(string folder)
    {
        if (cmdlet.MyInvocation.ExpectingInput)
        {
            cmdlet.WriteVerbose($"'{folder}' is a folder and is passed over.");
        }
        else
        {
            cmdlet.WriteError(PathErrors.IsFolder(folder));
        }
    }
}
