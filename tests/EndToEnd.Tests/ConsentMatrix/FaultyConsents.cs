using System.Collections.Concurrent;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>
/// Runs all cells over one platform, most of them at once: faults are aimed at single people, and at single transactions. What fails for
/// everybody comes after that, one at a time.
/// </summary>
public sealed class FaultyConsents : IAsyncLifetime
{
    /// <summary>How long the platform waits for Google.</summary>
    public static readonly TimeSpan OAuthTimeout = TimeSpan.FromSeconds(4);

    /// <summary>How long it goes on trying.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private const int AtOnce = 48;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ended = new(StringComparer.Ordinal);
    private StoppablePostgres _postgres = null!;
    private AimedDatabaseLink _link = null!;
    private World _world = null!;
    private Task _running = Task.CompletedTask;

    /// <summary>The cells and, where their fault has several looks, each look, by name.</summary>
    internal static IReadOnlyDictionary<string, (Cell Cell, string Way)> Runs { get; } = Cells.All
        .SelectMany(cell => (cell.IsGooglesFault ? GoogleFaults.Of(cell).Keys : [""]).Select(way => (Cell: cell, Way: way)))
        .ToDictionary(run => run.Way.Length == 0 ? run.Cell.ToString() : $"{run.Cell}, {run.Way}", StringComparer.Ordinal);

    /// <summary>Waits for the end of a cell; throws what it found wrong.</summary>
    public Task ShouldBeFineAsync(string name) => EndOf(name).Task;

    public async ValueTask InitializeAsync()
    {
        _postgres = await StoppablePostgres.StartAsync();
        var database = await _postgres.CreateDatabaseAsync();
        // A statement of a connection that was lost keeps its locks for as long.
        _link = new AimedDatabaseLink($"{database};Command Timeout=6;Timeout=30");
        _world = await World.StartAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:Postgres"] = _link.ConnectionString;
            builder.Configuration["ConnectionStrings:PostgresDirect"] = database;
            builder.Configuration["Google:OAuthTimeout"] = OAuthTimeout.ToString();
            builder.Configuration["Google:ExchangePatience"] = Patience.ToString();
            builder.Configuration["Jobs:Run"] = "false";
        });
        _running = Task.Run(async () =>
        {
            try
            {
                await RunAllAsync();
            }
            catch (Exception e)
            {
                // Nobody waits for a cell that never ran.
                Runs.Keys.ToList().ForEach(name => EndOf(name).TrySetException(e));
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _running;
        await _world.DisposeAsync();
        await _link.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task RunAllAsync()
    {
        var alone = Runs.Where(run => run.Value.Cell is { Step: Step.Jwks or Step.GrantCommit } or { Fault: Fault.DatabaseRestarted }).ToList();
        await Parallel.ForEachAsync(Runs.Except(alone), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (run, _) => await RunAsync([run]));
        foreach (var runs in alone.GroupBy(run => SharedBy(run.Value.Cell, run.Value.Way)))
        {
            await RunAsync([.. runs]);
        }
    }

    /// <summary>Both doors share a fault of the key set and of the commit, which consents that meet share; all steps share a crash at the same moment.</summary>
    private static object SharedBy(Cell cell, string way) => cell.Fault is Fault.DatabaseRestarted ? cell.Moment : (cell with { Door = Door.Callback }, way);

    /// <summary>Runs cells that share one fault.</summary>
    private async Task RunAsync(IReadOnlyList<KeyValuePair<string, (Cell Cell, string Way)>> runs)
    {
        var (cell, way) = runs[0].Value;
        await using var shared = cell.Step is Step.Jwks ? await SharedFault.OfKeySetAsync(_world, GoogleFaults.Of(cell)[way]) : null;
        var restart = cell.Fault is Fault.DatabaseRestarted ? new Restart(_world, _postgres, [.. runs.Select(run => run.Value.Cell.Step)]) : null;
        await Task.WhenAll(runs.Select(run => RunAsync(run.Key, run.Value.Cell, run.Value.Way, restart)));
    }

    private async Task RunAsync(string name, Cell cell, string way, Restart? restart)
    {
        try
        {
            await new CellRun(_world, _link, restart, cell, way).RunAsync();
            EndOf(name).TrySetResult();
        }
        catch (Exception e)
        {
            EndOf(name).TrySetException(e);
        }
    }

    private TaskCompletionSource EndOf(string name) => _ended.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
