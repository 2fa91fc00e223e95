using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.WebApi.Grants;

/// <summary>Starts a consent.</summary>
/// <param name="Scopes">What the application wants; left out, what the renewed grant covers and misses, else the server's default scopes. Of a person whose grant is known only what it lacks is asked for. Beside a scope that reads mail, <c>gmail.metadata</c> is left out: Gmail would restrict the token.</param>
/// <param name="LoginHint">E-mail address or <c>sub</c> of the person, so that Google does not ask which account.</param>
/// <param name="ReturnUrl">Where the person goes afterwards; one of the tenant's return URLs. Left out, a page of this server speaks to them.</param>
/// <param name="State">The application's own, handed back on the return URL.</param>
/// <param name="GrantId">A grant to renew; only its account may answer.</param>
/// <param name="HostedDomain">Only an account of this Google Workspace organization may answer; <c>*</c> is any. Verified when the person comes back. Left out, whom the tenant admits.</param>
internal sealed record StartAuthorizationRequest(
    IReadOnlyList<string>? Scopes = null,
    string? LoginHint = null,
    string? ReturnUrl = null,
    string? State = null,
    Guid? GrantId = null,
    string? HostedDomain = null);

/// <summary>A consent that waits for the person.</summary>
/// <param name="AuthorizationUrl">Google's page: for a client that keeps the flow bound to its user itself.</param>
/// <param name="ConnectUrl">This server's page: says who asks for what, and binds the flow to the browser.</param>
internal sealed record AuthorizationResponse(Guid Id, string AuthorizationUrl, string ConnectUrl, DateTimeOffset ExpiresAt);

/// <summary>The status of an authorization.</summary>
/// <param name="Status">Final once it is <c>connected</c>, <c>failed</c> or <c>expired</c>.</param>
/// <param name="GrantId">The connected grant; absent unless <c>connected</c>.</param>
/// <param name="Error">The problem code of a consent that failed.</param>
/// <param name="Reason">The reason of the failure, such as Google's own error code.</param>
/// <param name="GoogleErrorDescription">Google's own description of its refusal, up to 300 characters.</param>
/// <param name="State">The application's own state, as given to <c>POST /v1/authorizations</c>.</param>
internal sealed record AuthorizationStatusResponse(Guid Id, AuthorizationStatus Status, Guid? GrantId, string? Error, string? Reason, string? GoogleErrorDescription, string? State, DateTimeOffset ExpiresAt)
{
    public static AuthorizationStatusResponse Of(AuthorizationDetails details) => new(
        details.Authorization.Id,
        details.Status,
        details.Authorization.Outcome?.GrantId,
        details.Authorization.Outcome?.Error,
        details.Authorization.Outcome?.Reason,
        details.Authorization.Outcome?.ProviderDescription,
        details.ClientState?.Reveal(),
        details.Authorization.ExpiresAt);
}

/// <summary>Exchanges a code that the client obtained itself.</summary>
/// <param name="Code">Google's one-time authorization code.</param>
/// <param name="RedirectUri">The one that the code was made for, or <c>postmessage</c>.</param>
/// <param name="CodeVerifier">PKCE verifier, where the client sent a challenge.</param>
/// <param name="Scopes">What the client asked for; lets the answer name what the person did not grant.</param>
/// <param name="State">Kept in the URL that repairs a failure.</param>
/// <param name="GrantId">A grant to renew; another account is refused, and nothing changes.</param>
internal sealed record ExchangeCodeRequest(
    string Code, string RedirectUri, string? CodeVerifier = null, IReadOnlyList<string>? Scopes = null, string? State = null, Guid? GrantId = null);

/// <summary>An account that is now connected.</summary>
/// <param name="MissingScopes">Wanted and not granted.</param>
/// <param name="AuthorizationUrl">Where the person can grant what is missing; absent when nothing is.</param>
internal sealed record ConnectedGrantResponse(
    Guid Id, string? Email, IReadOnlyList<string> Scopes, IReadOnlyList<string> MissingScopes, string? AuthorizationUrl)
{
    public static ConnectedGrantResponse Of(ConnectedGrant grant) => new(grant.Id, grant.Email, grant.Scopes, grant.MissingScopes, grant.AuthorizationUrl);
}

/// <summary>A grant: one Google account connected to the tenant.</summary>
/// <param name="Status">Where it stands in its life.</param>
/// <param name="Email">Null once the person was erased.</param>
/// <param name="MissingScopes">Wanted and not granted.</param>
/// <param name="Generation">Rises with each new token set.</param>
/// <param name="Reason">Why consent is needed again, while it is.</param>
/// <param name="RetryAt">When a failed refresh is tried again, while it fails.</param>
/// <param name="RefreshFailure">Why refreshes fail, while they do.</param>
/// <param name="AuthorizationUrl">Where to send the person, while consent is needed again or scopes are missing; not in lists.</param>
internal sealed record GrantResponse(
    Guid Id,
    GrantStatus Status,
    string? Email,
    string? Name,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> MissingScopes,
    int Generation,
    DateTimeOffset ConnectedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset AccessTokenExpiresAt,
    ReauthorizationReason? Reason,
    DateTimeOffset? RetryAt,
    RefreshFailureResponse? RefreshFailure,
    string? AuthorizationUrl)
{
    public static GrantResponse Of(Grant grant, GoogleAccount? account, string? authorizationUrl = null) => new(
        grant.Id,
        grant.Status,
        account?.Email,
        account?.Name,
        [.. grant.Scopes],
        [.. grant.MissingScopes],
        grant.Generation,
        grant.ConnectedAt,
        grant.UpdatedAt,
        grant.AccessTokenExpiresAt,
        grant.Reason,
        grant.RetryAt,
        RefreshFailureResponse.Of(grant),
        authorizationUrl);
}

/// <summary>Refreshes that fail for a cause which may pass. They are retried; the person is not asked.</summary>
/// <param name="Code">The problem code of the last failure.</param>
/// <param name="Reason">Google's own error code, or what kept its answer from arriving, such as <c>timeout</c>.</param>
/// <param name="Since">When the first of them failed.</param>
/// <param name="Attempts">Consecutive failed refreshes.</param>
/// <param name="Persistent">Whether they have failed for a day. If Google refuses with an error that is unknown here, a new consent for this grant may help.</param>
internal sealed record RefreshFailureResponse(string Code, string? Reason, DateTimeOffset Since, int Attempts, bool Persistent)
{
    public static RefreshFailureResponse? Of(Grant grant) => grant.FailingSince is { } since
        ? new RefreshFailureResponse(grant.FailureCode ?? GrantFailures.GoogleUnavailable.Code, grant.FailureCause, since, grant.FailedRefreshes, grant.FailurePersistedAt is not null)
        : null;
}

/// <summary>One page of grants, oldest first.</summary>
/// <param name="NextPageToken">Null on the last page.</param>
internal sealed record GrantListResponse(IReadOnlyList<GrantResponse> Grants, string? NextPageToken);

/// <summary>An access token for Google's APIs, good until <paramref name="ExpiresAt"/>.</summary>
/// <param name="Generation">Counts the grant's token sets; a client whose token was refused asks for one that is newer than this.</param>
internal sealed record AccessTokenResponse(string AccessToken, string TokenType, DateTimeOffset ExpiresAt, IReadOnlyList<string> Scopes, int Generation)
{
    public static AccessTokenResponse Of(AccessToken token) => new(token.Value.Reveal(), "Bearer", token.ExpiresAt, [.. token.Scopes], token.Generation);
}

/// <summary>A grant that is ended here, its person erased where that was asked for, and that Google has still to be told of: a job does that.</summary>
internal sealed record RevocationPendingResponse(Guid Id, bool ConfirmedByGoogle);
