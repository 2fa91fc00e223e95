using GmailPlatform.Application;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests.Pooling;

/// <summary>Two platforms that reach PostgreSQL through a pooler in transaction mode, and past it where they are told to.</summary>
public sealed class PooledNodes : IAsyncLifetime
{
    public const string Collection = "Tests behind a connection pooler";

    public World World { get; private set; } = null!;

    public PgBouncer Pooler { get; private set; } = null!;

    public WebApplication Second { get; private set; } = null!;

    public Uri SecondUrl => new(Second.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        World = await World.StartAsync(Configure, async settings => Pooler = await PgBouncer.StartAsync(settings.Postgres));
        Second = await World.StartNodeAsync(Configure);
        await Eventually.HoldsAsync("both nodes hear of changes", () => Task.FromResult(IsCurrent(World.Services) && IsCurrent(Second.Services)));
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Pooler.DisposeAsync();
    }

    /// <summary>Whether a node hears of the others' changes.</summary>
    public static bool IsCurrent(IServiceProvider node) => node.GetRequiredService<ChangeFeed>().IsCurrent;

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration["ConnectionStrings:PostgresDirect"] = builder.Configuration["ConnectionStrings:Postgres"];
        builder.Configuration["ConnectionStrings:Postgres"] = Pooler.TransactionMode;
    }
}

[CollectionDefinition(PooledNodes.Collection)]
public sealed class PooledTests : ICollectionFixture<PooledNodes>;
