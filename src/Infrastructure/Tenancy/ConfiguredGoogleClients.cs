using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>The tenant's own client out of the store, else the configured one.</summary>
internal sealed class ConfiguredGoogleClients(IDocumentStore store, TenantReads tenants, TenantSecrets secrets, IOptions<GoogleOptions> options) : IGoogleClients
{
    private static readonly string[] FallbackScopes = [ScopeSet.OpenId, ScopeSet.Email, ScopeSet.GmailReadonly];

    public string Callback => options.Value.RedirectUri;

    public async Task<GoogleClient> ForTenantAsync(TenantId tenant, CancellationToken ct)
    {
        var document = await tenants.FindAsync(tenant, ct);
        var (id, newestFirst) = document is { SealedGoogleClientSecret: { } box, Tenant: { GoogleClientId: { } own, CreatedAt: var createdAt } }
            ? (own, secrets.Open(tenant, box, createdAt).Select(secret => secret.Value).ToList())
            : (options.Value.ClientId!, [new Secret(options.Value.ClientSecret!)]);
        var scopes = options.Value.Scopes is { Length: > 0 } configured ? configured : FallbackScopes;
        return new GoogleClient(id, newestFirst[0], options.Value.RedirectUri, scopes)
        {
            OlderSecrets = newestFirst[1..],
            IncludesGrantedScopes = options.Value.IncludeGrantedScopes,
            HostedDomain = document?.Tenant.HostedDomain,
        };
    }

    public async Task<bool> KnowsAnyAsync(IReadOnlyCollection<string> clientIds, CancellationToken ct)
    {
        if (clientIds.Contains(options.Value.ClientId!))
        {
            return true;
        }

        await using var session = store.QuerySession();
        return await session.Query<TenantDocument>().Where(document => document.Tenant.GoogleClientId!.IsOneOf(clientIds.ToArray())).ToAuthenticListAsync(ct) is { Count: > 0 };
    }
}
