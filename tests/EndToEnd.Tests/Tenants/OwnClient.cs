using System.Text.Json;
using GmailPlatform.Domain;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>A Google client of a tenant's own, and what its owner does with it in Google's console.</summary>
internal sealed class OwnClient
{
    private readonly World _world;

    private OwnClient(World world, string id, string secret) => (_world, Id, FirstSecret) = (world, id, secret);

    public string Id { get; }

    public string FirstSecret { get; }

    private string Callback => $"{_world.PlatformUrl}oauth/google/callback";

    public static async Task<OwnClient> RegisterAsync(World world)
    {
        var client = new OwnClient(world, $"{Random.Shared.NextInt64(1_000_000_000)}-{Guid.NewGuid():N}.apps.googleusercontent.com", NewSecret());
        await world.Google.AClientAsync(client.Id, client.FirstSecret, client.Callback);
        return client;
    }

    public static string NewSecret() => $"GOCSPX-{Guid.NewGuid():N}";

    public Task<TestTenant> ATenantAsync() => _world.ATenantWithClientAsync(Id, FirstSecret);

    /// <summary>A second secret, valid at Google.</summary>
    public async Task<string> AddSecretAsync()
    {
        var secret = NewSecret();
        await AddSecretAsync(secret);
        return secret;
    }

    public Task AddSecretAsync(string secret) => _world.Google.PostAsync($"sandbox/clients/{Id}/secrets", new { clientSecret = secret });

    public Task RemoveSecretAsync(string secret) => _world.Google.PostAsync($"sandbox/clients/{Id}/secrets/remove", new { clientSecret = secret });

    /// <summary>From now on Google accepts this secret in place of the first one.</summary>
    public async Task ReplaceSecretAsync(string secret)
    {
        await AddSecretAsync(secret);
        await RemoveSecretAsync(FirstSecret);
    }

    /// <summary>Google's <c>client_secret.json</c> for a secret.</summary>
    public Secret FileOf(string secret, params string[] redirectUris) => new(JsonSerializer.Serialize(new
    {
        web = new { client_id = Id, client_secret = secret, redirect_uris = redirectUris.Length == 0 ? [Callback] : redirectUris },
    }));
}
