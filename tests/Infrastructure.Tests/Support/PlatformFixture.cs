namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>One platform for the tests of a class.</summary>
public sealed class PlatformFixture(Databases databases) : IAsyncLifetime
{
    public Platform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Platform = await Platform.StartAsync(await databases.CreateAsync());

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
