using GmailPlatform.Nodes.Tests.Support;
using GmailPlatform.Testing;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Cluster))]

// One test at a time: they share the nodes, and some take one away.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace GmailPlatform.Nodes.Tests.Support;

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
        Tenant = await World.ATenantAsync();
        await StartAsync(0);
        await Task.WhenAll(StartAsync(1), StartAsync(2));
        await WarmUpAsync();
    }

    /// <summary>A grant whose access token the platform believes valid for that long; zero: it has run out.</summary>
    public async Task<CrowdGrant> AGrantAsync(TimeSpan? validFor = null) => (await World.ConnectCrowdAsync(Tenant, people: 1, validFor))[0];

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(int node) => _processes[node].KillAsync();

    /// <summary>A new process in the place of a killed one.</summary>
    public async Task ReplaceAsync(int node)
    {
        await StartAsync(node);
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

    private async Task StartAsync(int node)
    {
        // Three pools must fit into what one PostgreSQL takes.
        _processes[node] = await World.StartNodeAsync(("ConnectionStrings:Postgres", $"{World.Settings.Postgres};Maximum Pool Size=40"));
        _nodes[node]?.Dispose();
        _nodes[node] = Tenant.At(_processes[node].Url);
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
