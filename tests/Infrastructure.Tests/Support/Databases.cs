using GmailPlatform.DevHost.Postgres;
using GmailPlatform.Infrastructure.Tests.Support;

[assembly: AssemblyFixture(typeof(Databases))]

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>One PostgreSQL for all tests; each class has a database of its own.</summary>
public sealed class Databases : IAsyncLifetime
{
    private TestPostgres _postgres = null!;

    public async ValueTask InitializeAsync() => _postgres = await TestPostgres.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    /// <summary>The connection string of a new, empty database.</summary>
    public Task<string> CreateAsync() => _postgres.CreateDatabaseAsync(CancellationToken.None);
}
