using GmailPlatform.DevHost.Postgres;
using GmailPlatform.Processes.Tests;
using GmailPlatform.Testing;

[assembly: AssemblyFixture(typeof(Worlds))]

namespace GmailPlatform.Processes.Tests;

/// <summary>One PostgreSQL for all tests; each has a database, a sandbox and platforms of its own.</summary>
public sealed class Worlds : IAsyncLifetime
{
    private TestPostgres _postgres = null!;

    public async ValueTask InitializeAsync() => _postgres = await TestPostgres.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    /// <summary>A world with an empty database and without a platform yet.</summary>
    public async Task<ProcessWorld> StartAsync() => await ProcessWorld.StartAsync(await _postgres.CreateDatabaseAsync(CancellationToken.None));
}
