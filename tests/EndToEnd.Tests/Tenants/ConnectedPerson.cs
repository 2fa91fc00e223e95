using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>A person who is connected to a tenant with a Google client of its own.</summary>
internal sealed record ConnectedPerson(OwnClient Client, TestTenant Tenant, string Person, string Grant) : IDisposable
{
    public static async Task<ConnectedPerson> AtAsync(World world)
    {
        var client = await OwnClient.RegisterAsync(world);
        var (tenant, person) = (await client.ATenantAsync(), await world.Google.APersonAsync());
        return new ConnectedPerson(client, tenant, person, await tenant.ConnectAsync(person));
    }

    public Task<JsonElement> RefreshAsync() => Tenant.PostAsync($"v1/grants/{Grant}/refresh");

    public void Dispose() => Tenant.Dispose();
}
