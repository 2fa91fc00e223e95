using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>One migrated world for the tests of a class that leave no trace in it.</summary>
public sealed class MigratedWorld(Worlds worlds) : IAsyncLifetime
{
    public ProcessWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        World = await worlds.StartAsync();
        (await World.RunAsync("migrate")).ExitCode.Should().Be(0);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
