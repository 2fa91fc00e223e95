using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>PostgreSQL, a sandbox, three nodes and two tenants: all of them processes that can be broken.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private const int NodeCount = 3;
    private const int TenantCount = 2;

    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder;
    private readonly Figures _figures;
    private readonly Violations _violations;

    private ChaosWorld(DirectoryInfo folder, StoppablePostgres postgres, ProcessWorld platform, Figures figures, Violations violations)
    {
        (_folder, Postgres, Platform, _figures, _violations) = (folder, postgres, platform, figures, violations);
        Google = new Google(platform.Settings, figures);
        Nodes = [.. Enumerable.Range(0, NodeCount).Select(index => new Node(
            platform, $"node {index + 1}", index == 0 ? platform.Settings.PlatformUrl : new Uri($"http://127.0.0.1:{World.FreePort()}/")))];
    }

    public StoppablePostgres Postgres { get; }

    /// <summary>Settings, use cases and the command line, on a way to the database that no fault touches.</summary>
    public ProcessWorld Platform { get; }

    public Google Google { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public IReadOnlyList<TestTenant> Tenants { get; private set; } = [];

    /// <summary>A file of this run.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public static async Task<ChaosWorld> StartAsync(Figures figures, Violations violations)
    {
        var folder = Directory.CreateTempSubdirectory("gmailplatform-chaos-");
        var postgres = await StoppablePostgres.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var world = new ChaosWorld(folder, postgres, ProcessWorld.WithoutGoogle(database, Path.Combine(folder.FullName, "google.json")), figures, violations);
        await world.StartAsync();
        return world;
    }

    /// <summary>What an orchestrator does: a node that ended is started again. It may end when it cannot start; later it must not.</summary>
    public async Task StartEndedNodesAsync()
    {
        foreach (var node in Nodes.Where(node => node.Process.HasExited))
        {
            _figures.Add("nodes that ended by themselves", node.Crashed ? "while serving" : "while starting");
            if (node.Crashed)
            {
                _violations.Add(Invariant.NodesAreSound, $"{node.Name} ended by itself:\n{string.Join('\n', LogChecks.LinesOf(node).TakeLast(10))}");
            }

            await node.StartAsync();
        }
    }

    /// <summary>Waits until every node can serve.</summary>
    public Task AllReadyAsync() => Eventually.HoldsAsync("all nodes are ready", async () =>
    {
        await StartEndedNodesAsync();
        return (await Task.WhenAll(Nodes.Select(node => node.IsReadyAsync()))).All(ready => ready);
    }, LongestRecovery);

    public async ValueTask DisposeAsync()
    {
        foreach (var tenant in Tenants)
        {
            tenant.Dispose();
        }

        await Platform.DisposeAsync();
        await Google.DisposeAsync();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync()
    {
        await Google.StartAsync();
        await Google.AddObserverAsync();
        var migrated = await Platform.RunAsync("migrate");
        migrated.ExitCode.Should().Be(0, "{0}{1}", migrated.Output, migrated.Error);
        await Task.WhenAll(Nodes.Select(node => node.StartAsync()));
        await AllReadyAsync();
        Tenants = await Task.WhenAll(Enumerable.Range(0, TenantCount).Select(_ => Platform.ATenantAsync()));
    }
}
