using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>Lets statements run as long as they need, and yet ends the work on a database that hangs: a second connection asks whether it still answers.</summary>
internal static class DatabaseWatch
{
    private const int LongestAnswer = 5;
    private const int LastFailure = 3;

    // Real time: the database knows no other.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Runs the work; throws where the database stopped answering meanwhile, and leaves the work to itself.</summary>
    public static async Task RunAsync(NpgsqlDataSource database, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var working = work(ct);
        var watching = WatchAsync(database, end.Token);
        if (await Task.WhenAny(working, watching) == working)
        {
            await end.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await watching;
        }

        await working;
    }

    private static async Task WatchAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        for (var failures = 0; failures < LastFailure;)
        {
            await Task.Delay(Pause, TimeProvider.System, ct);
            failures = await AnswersAsync(database, ct) ? 0 : failures + 1;
        }

        throw new ConfigurationException("The database stopped answering. Whatever was begun is rolled back; run the command again when it answers.");
    }

    private static async Task<bool> AnswersAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            command.CommandTimeout = LongestAnswer;
            await command.ExecuteScalarAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
