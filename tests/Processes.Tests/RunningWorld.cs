using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>One world with one platform for the tests of a class: to start one takes seconds.</summary>
public sealed class RunningWorld(Worlds worlds) : IAsyncLifetime
{
    public ProcessWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        World = await worlds.StartAsync();
        await World.StartPlatformAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
