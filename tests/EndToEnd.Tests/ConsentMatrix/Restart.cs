using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>One crash and recovery of PostgreSQL, which several consents meet.</summary>
/// <param name="world">The platform.</param>
/// <param name="postgres">Crashes.</param>
/// <param name="participants">The steps at which the consents are held.</param>
internal sealed class Restart(World world, StoppablePostgres postgres, IReadOnlyList<Step> participants)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _othersJoined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = participants.Count;
    private int _missingOthers = participants.Count(step => step is not Step.GrantCommit);

    /// <summary>Clears the platform's pool of the connections that broke, so that only the consent itself meets them.</summary>
    public void ForgetConnections() => world.Services.GetRequiredService<NpgsqlDataSource>().Clear();

    /// <summary>Completes when the participants at other steps than the commit are here: a held commit keeps the node from making theirs.</summary>
    public Task OthersJoinedAsync() => _othersJoined.Task.WaitAsync(Limit);

    /// <summary>Crashes PostgreSQL once all participants are here; completes when it accepts connections again.</summary>
    public async Task JoinAsync(Step step)
    {
        if (step is not Step.GrantCommit && Interlocked.Decrement(ref _missingOthers) == 0)
        {
            _othersJoined.SetResult();
        }

        if (Interlocked.Decrement(ref _missing) > 0)
        {
            await _done.Task.WaitAsync(Limit);
            return;
        }

        try
        {
            await postgres.KillAsync();
            await postgres.StartAgainAsync();
            _done.SetResult();
        }
        catch (Exception e)
        {
            _done.SetException(e);
            throw;
        }
    }
}
