using GmailPlatform.Infrastructure.Store.Connections;
using Microsoft.Extensions.Logging;
using Weasel.Core.Migrations;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Whether the database can be worked with: its addresses keep sessions where they must, and its schema is the one that this version needs.
/// Comparing is dear, and a schema that once fits keeps fitting this process.
/// </summary>
internal sealed class DatabaseSchema(SessionCheck sessions, Migrations migrations, ILogger<DatabaseSchema> logger)
{
    public const string OutOfDate = "The database schema is out of date. Run './gmailplatform migrate'.";

    private volatile bool _fits;
    private string? _problem;

    /// <summary>Null when it fits; else one line that says what to do.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken ct)
    {
        if (_fits || migrations.Applied)
        {
            return null;
        }

        var problem = await CompareAsync(ct);
        if (Interlocked.Exchange(ref _problem, problem) != problem && problem is not null)
        {
            logger.LogWarning("Background work waits: {Problem}", problem);
        }

        _fits = problem is null;
        return problem;
    }

    private async Task<string?> CompareAsync(CancellationToken ct)
    {
        try
        {
            if (await sessions.FindProblemAsync(ct) is { } problem)
            {
                return problem;
            }

            await migrations.AssertAppliedAsync(ct);
            return null;
        }
        catch (DatabaseValidationException)
        {
            return OutOfDate;
        }
        catch (Exception e) when (OperatorErrors.Describe(e) is { } cause)
        {
            return cause;
        }
    }
}
