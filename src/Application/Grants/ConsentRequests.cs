using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>A consent that somebody wants.</summary>
/// <param name="Scopes">What the application wants.</param>
internal sealed record ConsentWish(TenantId Tenant, ScopeSet Scopes)
{
    public string? LoginHint { get; init; }

    public string? ReturnUrl { get; init; }

    public Secret? ClientState { get; init; }

    public string? HostedDomain { get; init; }

    /// <summary>The grant that the person is known to have: only what it lacks is asked for.</summary>
    public Grant? Known { get; init; }

    /// <summary>Only the account of the known grant may answer.</summary>
    public bool Renews { get; init; }

    public bool ForceConsent { get; init; }
}

/// <summary>
/// Makes the authorization URLs, so that whoever is told to ask for consent is told where. A URL that an answer offers leaves
/// nothing behind until somebody comes back with it.
/// </summary>
internal sealed class ConsentRequests(
    IAuthorizationStore authorizations, IGoogleClients clients, IAuthorizationEndpoint google, TimeProvider clock)
{
    /// <summary>Google's URL for an authorization of the platform's own.</summary>
    public async Task<string> UrlForAsync(StoredAuthorization stored, CancellationToken ct) =>
        UrlFor(await clients.ForTenantAsync(new TenantId(stored.Authorization.TenantId), ct), stored);

    /// <summary>Google's URL for a client that runs the flow with a redirect URI of its own; leaves nothing behind.</summary>
    public string UrlFor(GoogleClient client, string redirectUri, ConsentWish wish)
    {
        var ask = ConsentAsk.For(wish.Scopes, wish.Known, client.IncludesGrantedScopes, wish.Renews);
        var request = new AuthorizationRequest(
            client, redirectUri, ask.Scopes, wish.ClientState, CodeVerifier: null, Nonce: null, wish.LoginHint, ask.ForceConsent || wish.ForceConsent);
        return google.UrlFor(request with { HostedDomain = wish.HostedDomain, IncludeGrantedScopes = !ask.Standalone });
    }

    /// <summary>Opens an authorization that the application asked for.</summary>
    public async Task<StoredAuthorization> OpenAsync(GoogleClient client, ConsentWish wish, CancellationToken ct)
    {
        var secrets = AuthorizationSecrets.Generate(wish.ClientState);
        var stored = new StoredAuthorization(New(client, wish) with { StateSha256 = secrets.State.Sha256() }, secrets, Revision: 0);
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
    /// <param name="client">The Google client of the authorization's tenant.</param>
    /// <param name="failed">The authorization.</param>
    /// <param name="loginHint">The person, where Google named them meanwhile.</param>
    /// <param name="forceConsent">Whether only a consent that is shown can help.</param>
    public string RepairUrl(GoogleClient client, StoredAuthorization failed, string? loginHint, bool forceConsent)
    {
        var now = clock.GetUtcNow();
        return UrlFor(client, Offer(failed.Authorization.AskAgain(Guid.CreateVersion7(now), loginHint, forceConsent, now), failed));
    }

    /// <summary>The URL that asks for the rest after an authorization of which the person granted a part.</summary>
    /// <param name="client">The Google client of the flow.</param>
    /// <param name="answered">The authorization.</param>
    /// <param name="held">The grant that it led to.</param>
    public string RestUrl(GoogleClient client, StoredAuthorization answered, HeldGrant held)
    {
        var now = clock.GetUtcNow();
        var wish = Renewal(new TenantId(answered.Authorization.TenantId), held, ScopeSet.Empty) with { HostedDomain = answered.Authorization.HostedDomain };
        var again = answered.Authorization.AskAgain(Guid.CreateVersion7(now), wish.LoginHint, forceConsent: false, now);
        return UrlFor(client, Offer(Apply(again, client, wish), answered));
    }

    /// <summary>The URL that renews a grant, with more scopes where they are needed.</summary>
    public async Task<string> RenewalUrlAsync(TenantId tenant, HeldGrant held, ScopeSet moreScopes, CancellationToken ct)
    {
        var client = await clients.ForTenantAsync(tenant, ct);
        return UrlFor(client, authorizations.Offer(New(client, Renewal(tenant, held, moreScopes)), clientState: null, clientStateIn: null));
    }

    /// <summary>The wish to have a grant whole again.</summary>
    public static ConsentWish Renewal(TenantId tenant, HeldGrant held, ScopeSet moreScopes) =>
        new(tenant, held.Grant.Scopes.With(held.Grant.MissingScopes).With(moreScopes))
        {
            LoginHint = held.Account?.Email ?? held.Account?.Subject,
            ReturnUrl = held.ReturnUrl,
            Known = held.Grant,
            Renews = true,
        };

    /// <summary>The URL that asks a person whose client cannot be led to an address of its own.</summary>
    public string OfferUrl(GoogleClient client, ConsentWish wish) => UrlFor(client, authorizations.Offer(New(client, wish), wish.ClientState, clientStateIn: null));

    /// <summary>Refers to the application's state instead of repeating it, so that the URL stays short whatever that state is.</summary>
    private StoredAuthorization Offer(Authorization authorization, StoredAuthorization ended)
    {
        var source = ended.Revision > 0 ? ended.Authorization.Id : ended.ClientStateIn;
        return authorizations.Offer(authorization, ended.Secrets.ClientState, ended.Secrets.ClientState is null ? null : source);
    }

    private string UrlFor(GoogleClient client, StoredAuthorization stored)
    {
        var (authorization, secrets, _) = stored;
        var request = new AuthorizationRequest(
            client,
            client.RedirectUri,
            authorization.AskedScopes ?? authorization.Scopes,
            secrets.State,
            secrets.CodeVerifier,
            secrets.Nonce,
            authorization.LoginHint,
            authorization.ForceConsent);
        return google.UrlFor(request with { HostedDomain = authorization.HostedDomain, IncludeGrantedScopes = !authorization.Standalone });
    }

    private Authorization New(GoogleClient client, ConsentWish wish)
    {
        var now = clock.GetUtcNow();
        var authorization = new Authorization(
            Guid.CreateVersion7(now), wish.Tenant.Value, StateSha256: "", wish.Scopes, wish.LoginHint, wish.ReturnUrl, GrantId: null, now, now + Authorization.Lifetime);
        return Apply(authorization, client, wish);
    }

    private static Authorization Apply(Authorization authorization, GoogleClient client, ConsentWish wish)
    {
        var scopes = wish.Scopes.With(ScopeSet.Identity).WithoutNeedlessMetadata();
        var ask = ConsentAsk.For(wish.Scopes, wish.Known, client.IncludesGrantedScopes, wish.Renews);
        return authorization with
        {
            Scopes = scopes,
            AskedScopes = ask.Scopes.Equals(scopes) ? null : ask.Scopes,
            Standalone = ask.Standalone,
            HostedDomain = wish.HostedDomain,
            GrantId = wish.Renews ? wish.Known?.Id : null,
            ForceConsent = authorization.ForceConsent || wish.ForceConsent || ask.ForceConsent,
        };
    }
}
