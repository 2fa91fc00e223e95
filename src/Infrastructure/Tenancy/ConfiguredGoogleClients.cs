using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using Marten;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>The tenant's own client out of the store, else the configured one.</summary>
internal sealed class ConfiguredGoogleClients(IDocumentStore store, TenantSecrets secrets, IOptions<GoogleOptions> options) : IGoogleClients
{
    private static readonly string[] FallbackScopes = [ScopeSet.OpenId, ScopeSet.Email, ScopeSet.GmailReadonly];

    private readonly Lazy<(string Id, Secret Secret)> _configured = new(() => ReadClient(options.Value));

    public async Task<GoogleClient> ForTenantAsync(TenantId tenant, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var document = await session.LoadAsync<TenantDocument>(tenant.Value, ct);
        var (id, secret) = document?.SealedGoogleClientSecret is { } box
            ? (document.Tenant.GoogleClientId!, secrets.Open(tenant, box))
            : _configured.Value;
        var scopes = options.Value.Scopes is { Length: > 0 } configured ? configured : FallbackScopes;
        return new GoogleClient(id, secret, options.Value.RedirectUri, scopes);
    }

    /// <summary>Reads the client out of the configuration; throws where it holds none, which start-up checks.</summary>
    internal static (string Id, Secret Secret) ReadClient(GoogleOptions options)
    {
        if (options.ClientSecretsFile is { Length: > 0 } file)
        {
            return ClientSecretsFile.Read(file);
        }

        return options is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret }
            ? (id, new Secret(secret))
            : throw new ConfigurationException("No Google OAuth client: set Google:ClientSecretsFile, or Google:ClientId and Google:ClientSecret.");
    }
}
