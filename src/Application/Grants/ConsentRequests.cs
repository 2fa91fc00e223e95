using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Makes the authorization URLs, so that whoever is told to ask for consent is told where. A URL that an answer offers leaves
/// nothing behind until somebody comes back with it.
/// </summary>
internal sealed class ConsentRequests(
    IAuthorizationStore authorizations, IGoogleClients clients, IAuthorizationEndpoint google, TimeProvider clock)
{
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

    /// <summary>Opens an authorization that the application asked for.</summary>
    public async Task<StoredAuthorization> OpenAsync(
        TenantId tenant, ScopeSet scopes, string? loginHint, string? returnUrl, Secret? clientState, Guid? grantId, bool forceConsent, CancellationToken ct)
    {
        var secrets = AuthorizationSecrets.Generate(clientState);
        var authorization = New(tenant, scopes, loginHint, returnUrl, grantId, forceConsent) with { StateSha256 = secrets.State.Sha256() };
        var stored = new StoredAuthorization(authorization, secrets, Revision: 0);
        await authorizations.TrySaveAsync(stored, ct);
        return stored;
    }

    /// <summary>Gives an authorization that was used or ran out a new state in the same place; nothing when another caller does so.</summary>
    public async Task ReopenAsync(StoredAuthorization stored, CancellationToken ct)
    {
        var secrets = AuthorizationSecrets.Generate(stored.Secrets.ClientState);
        var reopened = stored.Authorization.Reopen(secrets.State, clock.GetUtcNow());
        await authorizations.TrySaveAsync(new StoredAuthorization(reopened, secrets, stored.Revision), ct);
    }

    /// <summary>The URL that asks again after an authorization which did not end well.</summary>
    /// <param name="failed">The authorization.</param>
    /// <param name="loginHint">The person, where Google named them meanwhile.</param>
    /// <param name="forceConsent">Whether only a consent that is shown can help.</param>
    /// <param name="ct">Cancels the look-up of the Google client.</param>
    public Task<string> RepairUrlAsync(StoredAuthorization failed, string? loginHint, bool forceConsent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return OfferAsync(failed.Authorization.AskAgain(Guid.CreateVersion7(now), loginHint, forceConsent, now), failed.Secrets.ClientState, ct);
    }

    /// <summary>The URL that renews a grant, with more scopes where they are needed.</summary>
    public Task<string> RenewalUrlAsync(TenantId tenant, HeldGrant held, ScopeSet moreScopes, CancellationToken ct)
    {
        var grant = held.Grant;
        var scopes = grant.Scopes.With(grant.MissingScopes).With(moreScopes);
        var renewal = New(
            tenant, scopes, held.Account?.Email ?? held.Account?.Subject, held.ReturnUrl, grant.Id, forceConsent: !grant.IsUsable || moreScopes.Count > 0);
        return OfferAsync(renewal, clientState: null, ct);
    }

    /// <summary>The URL that asks a person whose client cannot be led to an address of its own.</summary>
    public Task<string> OfferUrlAsync(
        TenantId tenant, ScopeSet scopes, string? loginHint, Secret? clientState, bool forceConsent, CancellationToken ct) =>
        OfferAsync(New(tenant, scopes, loginHint, returnUrl: null, grantId: null, forceConsent), clientState, ct);

    private Task<string> OfferAsync(Authorization authorization, Secret? clientState, CancellationToken ct) =>
        UrlForAsync(authorizations.Offer(authorization, clientState), ct);

    private Authorization New(TenantId tenant, ScopeSet scopes, string? loginHint, string? returnUrl, Guid? grantId, bool forceConsent)
    {
        var now = clock.GetUtcNow();
        return new Authorization(
            Guid.CreateVersion7(now), tenant.Value, StateSha256: "", scopes.With(IdentityScopes), loginHint, returnUrl, grantId, now, now + Authorization.Lifetime)
        {
            ForceConsent = forceConsent,
        };
    }
}
