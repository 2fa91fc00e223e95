using GmailPlatform.Browser.Tests.Support;
using GmailPlatform.Testing;

[assembly: AssemblyFixture(typeof(SharedWorld))]

namespace GmailPlatform.Browser.Tests.Support;

/// <summary>For all tests that leave the clock alone.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>For a class whose tests move the clock: they run one after the other.</summary>
public sealed class OwnWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
