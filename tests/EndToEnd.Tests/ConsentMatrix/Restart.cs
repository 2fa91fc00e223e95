using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>One crash and recovery of PostgreSQL, which several consents meet.</summary>
internal sealed class Restart(World world, StoppablePostgres postgres, int participants)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = participants;

    /// <summary>Clears the platform's pool of the connections that broke, so that only the consent itself meets them.</summary>
    public void ForgetConnections() => world.Services.GetRequiredService<NpgsqlDataSource>().Clear();

    /// <summary>Crashes PostgreSQL once all participants are here; completes when it accepts connections again.</summary>
    public async Task JoinAsync()
    {
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
