using GmailPlatform.Testing;
using GmailPlatform.WebApi.Tests;

[assembly: AssemblyFixture(typeof(SharedWorld))]

namespace GmailPlatform.WebApi.Tests;

/// <summary>One world for all tests, a tenant in it, and a caller who is nobody.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public TestTenant Tenant { get; private set; } = null!;

    public HttpClient Anyone { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        World = await World.StartAsync();
        Tenant = await World.ATenantAsync();
        Anyone = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = World.PlatformUrl };
    }

    public async ValueTask DisposeAsync()
    {
        Anyone.Dispose();
        Tenant.Dispose();
        await World.DisposeAsync();
    }
}
