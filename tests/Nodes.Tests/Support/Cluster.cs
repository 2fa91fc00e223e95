using GmailPlatform.Nodes.Tests.Support;
using GmailPlatform.Testing;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace GmailPlatform.Nodes.Tests.Support;

/// <summary>Tests of how soon something happens, which have the machine and the nodes to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedTests
{
    public const string Name = "Timed tests";
}

/// <summary>Three platform processes over one PostgreSQL and one Google. Each of them can go and come back.</summary>
public sealed class Cluster : IAsyncLifetime
{
    public const int Size = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gmailplatform-cluster-");
    private readonly PlatformProcess[] _processes = new PlatformProcess[Size];
    private readonly TestTenant[] _nodes = new TestTenant[Size];

    public StoppablePostgres Postgres { get; private set; } = null!;

    public ProcessWorld World { get; private set; } = null!;

    public TestTenant Tenant { get; private set; } = null!;

    /// <summary>The tenant as it calls each node.</summary>
    public IReadOnlyList<TestTenant> Nodes => _nodes;

    public GoogleControl Google => World.Google;

    public async ValueTask InitializeAsync()
    {
        Postgres = await StoppablePostgres.StartAsync();
        World = await ProcessWorld.StartAsync(await Postgres.CreateDatabaseAsync(), Path.Combine(_folder.FullName, "sandbox.json"));
        // In development the first process brings the schema.
        var first = await StartProcessAsync(0);
        Tenant = await World.ATenantAsync();
        Put(0, first);
        var (second, third) = (StartProcessAsync(1), StartProcessAsync(2));
        Put(1, await second);
        Put(2, await third);
        await WarmUpAsync();
    }

    /// <summary>A grant whose access token the platform believes valid for that long; zero: it has run out.</summary>
    public async Task<CrowdGrant> AGrantAsync(TimeSpan? validFor = null) => (await World.ConnectCrowdAsync(Tenant, people: 1, validFor))[0];

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(int node) => _processes[node].KillAsync();

    /// <summary>A new process in the place of a killed one.</summary>
    public async Task ReplaceAsync(int node)
    {
        Put(node, await StartProcessAsync(node));
        await WarmUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            node?.Dispose();
        }

        Tenant?.Dispose();
        await World.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The first is where Google leads people back to.</summary>
    private Task<PlatformProcess> StartProcessAsync(int node)
    {
        (string, string?)[] changes =
        [
            // Three pools must fit into what one PostgreSQL takes.
            ("ConnectionStrings:Postgres", $"{World.Settings.Postgres};Maximum Pool Size=40"),
            ("Jobs:Recurring", "true"),
        ];
        return node == 0 ? World.StartPlatformAsync(changes) : World.StartNodeAsync(changes);
    }

    private void Put(int node, PlatformProcess process)
    {
        _processes[node] = process;
        _nodes[node]?.Dispose();
        _nodes[node] = Tenant.At(process.Url);
    }

    /// <summary>Connections are open and code is compiled before anything is measured.</summary>
    private async Task WarmUpAsync()
    {
        for (var round = 0; round < 2; round++)
        {
            var grant = await AGrantAsync(validFor: TimeSpan.Zero);
            await Callers.AskAllAsync(_nodes, Callers.Many, node => node.Vend(grant));
            await Callers.AskAllAsync(_nodes, Callers.Many, node => node.Refresh(grant, newerThan: 2));
        }
    }
}
