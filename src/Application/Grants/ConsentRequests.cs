using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>Makes the authorization URLs, so that whoever is told to ask for consent is told where.</summary>
internal sealed class ConsentRequests(
    IAuthorizationStore authorizations, IGoogleClients clients, IAuthorizationEndpoint google, TimeProvider clock)
{
    /// <summary>A repeated question is answered with the same URL while at least this much of its life is left.</summary>
    private static readonly TimeSpan StillFresh = TimeSpan.FromMinutes(5);

    public static readonly ScopeSet IdentityScopes = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.Email);

    /// <summary>Google's URL for an authorization of the platform's own.</summary>
    public async Task<string> UrlForAsync(StoredAuthorization stored, CancellationToken ct)
    {
        var (authorization, secrets, _) = stored;
        var client = await clients.ForTenantAsync(new TenantId(authorization.TenantId), ct);
        return google.UrlFor(new AuthorizationRequest(
            client,
            client.RedirectUri,
            authorization.Scopes,
            secrets.State,
            secrets.CodeVerifier,
            secrets.Nonce,
            authorization.LoginHint,
            authorization.ForceConsent));
    }

    /// <summary>Google's URL for a client that runs the flow with a redirect URI of its own; leaves nothing behind.</summary>
    public string UrlFor(GoogleClient client, string redirectUri, Secret? state, ScopeSet scopes, string? loginHint, bool forceConsent) =>
        google.UrlFor(new AuthorizationRequest(client, redirectUri, scopes.With(IdentityScopes), state, null, null, loginHint, forceConsent));

    /// <summary>Opens a new authorization.</summary>
    public async Task<StoredAuthorization> OpenAsync(
        TenantId tenant, ScopeSet scopes, string? loginHint, string? returnUrl, Secret? clientState, Guid? grantId, bool forceConsent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var secrets = AuthorizationSecrets.Generate(clientState);
        var authorization = new Authorization(
            Guid.CreateVersion7(now), tenant.Value, secrets.State.Sha256(), scopes.With(IdentityScopes), loginHint, returnUrl, grantId, now, now + Authorization.Lifetime)
        {
            ForceConsent = forceConsent,
        };
        var stored = new StoredAuthorization(authorization, secrets, Revision: 0);
        await authorizations.TrySaveAsync(stored, ct);
        return stored;
    }

    /// <summary>Gives an authorization that did not end well a new state in the same place; null when another caller is doing so.</summary>
    /// <param name="stored">As it was read.</param>
    /// <param name="loginHint">The person, where Google named them meanwhile.</param>
    /// <param name="forceConsent">Whether only a consent that is shown can help.</param>
    /// <param name="ct">Cancels the write.</param>
    public async Task<StoredAuthorization?> ReopenAsync(StoredAuthorization stored, string? loginHint, bool forceConsent, CancellationToken ct)
    {
        var secrets = AuthorizationSecrets.Generate(stored.Secrets.ClientState);
        var reopenedAs = stored.Authorization.Reopen(secrets.State, forceConsent || stored.Authorization.ForceConsent, clock.GetUtcNow());
        var authorization = reopenedAs with { LoginHint = loginHint ?? stored.Authorization.LoginHint };
        var reopened = new StoredAuthorization(authorization, secrets, stored.Revision);
        return await authorizations.TrySaveAsync(reopened, ct) ? reopened with { Revision = stored.Revision + 1 } : null;
    }

    /// <summary>The URL that repairs an authorization which did not end well.</summary>
    public async Task<string> RepairUrlAsync(StoredAuthorization stored, string? loginHint, bool forceConsent, CancellationToken ct)
    {
        var reopened = await ReopenAsync(stored, loginHint, forceConsent, ct);
        return await UrlForAsync(reopened ?? await authorizations.FindAsync(stored.Authorization.Id, ct) ?? stored, ct);
    }

    /// <summary>
    /// The URL that renews a grant, with more scopes where they are needed. One authorization a grant, under the grant's own id:
    /// asking again and again leaves one row, not many.
    /// </summary>
    public async Task<string> RenewalUrlAsync(TenantId tenant, HeldGrant held, ScopeSet moreScopes, CancellationToken ct)
    {
        var scopes = held.Grant.Scopes.With(held.Grant.MissingScopes).With(moreScopes).With(IdentityScopes);
        var forceConsent = !held.Grant.IsUsable || moreScopes.Count > 0;
        while (true)
        {
            var existing = await authorizations.FindAsync(held.Grant.Id, ct);
            if (existing is not null && Serves(existing.Authorization, scopes, forceConsent))
            {
                return await UrlForAsync(existing, ct);
            }

            var renewal = Renewal(tenant, held, scopes, forceConsent, existing);
            if (await authorizations.TrySaveAsync(renewal, ct))
            {
                return await UrlForAsync(renewal, ct);
            }
        }
    }

    private bool Serves(Authorization authorization, ScopeSet scopes, bool forceConsent) =>
        authorization.IsPending(clock.GetUtcNow() + StillFresh) && authorization.Scopes.Equals(scopes) && authorization.ForceConsent == forceConsent;

    private StoredAuthorization Renewal(TenantId tenant, HeldGrant held, ScopeSet scopes, bool forceConsent, StoredAuthorization? existing)
    {
        var now = clock.GetUtcNow();
        var secrets = AuthorizationSecrets.Generate(clientState: null);
        var authorization = new Authorization(
            held.Grant.Id,
            tenant.Value,
            secrets.State.Sha256(),
            scopes,
            held.Account?.Email ?? held.Account?.Subject,
            held.ReturnUrl,
            held.Grant.Id,
            now,
            now + Authorization.Lifetime)
        {
            ForceConsent = forceConsent,
        };
        return new StoredAuthorization(authorization, secrets, existing?.Revision ?? 0);
    }
}
