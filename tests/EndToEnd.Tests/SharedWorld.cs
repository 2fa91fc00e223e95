using GmailPlatform.EndToEnd.Tests;
using GmailPlatform.Testing;

[assembly: AssemblyFixture(typeof(SharedWorld))]

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>One world for the tests that move no clock; each brings its own tenants and people.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
