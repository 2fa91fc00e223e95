using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Domain.Grants;

/// <summary>What can go wrong with a grant, on one page. The codes are the HTTP contract.</summary>
public static class GrantFailures
{
    /// <summary>The reason of <see cref="TokensLost"/>.</summary>
    public const string TokensLostReason = "tokensLost";

    public static readonly Failure CodeExchangeFailed = new(
        "code_exchange_failed", FailureKind.ConsentIncomplete, "Google did not accept the authorization code. Send the person to authorizationUrl for a new one.");

    /// <summary>An attempt used up the code, and its answer did not reach this server.</summary>
    public static readonly Failure CodeSpent = CodeExchangeFailed with
    {
        Detail = "Google's answer to the authorization code was lost on its way, and a code works once. Send the person to authorizationUrl, which asks for consent again.",
        Reason = "codeSpent",
    };

    /// <summary>The code was exchanged before Google took a revocation, which ended its tokens.</summary>
    public static readonly Failure RevokedMeanwhile = CodeExchangeFailed with
    {
        Detail = "The permission was revoked while the authorization code was exchanged. Send the person to authorizationUrl to give it again.",
        Reason = "revoked",
    };

    /// <summary>The tenant was suspended while the tokens waited for their commit.</summary>
    public static readonly Failure SuspendedMeanwhile = TenancyFailures.TenantSuspended with
    {
        Detail = "This tenant was suspended while the authorization code was exchanged, and the tokens were not stored. Ask the operator of this server; the person must consent again afterwards.",
    };

    public static readonly Failure AccessDenied = new(
        "access_denied", FailureKind.ConsentIncomplete, "The person did not give the permission. Nothing was changed; authorizationUrl asks again.");

    /// <summary>Google could not ask the person. Nothing is spent.</summary>
    public static readonly Failure ConsentUnavailable = new(
        "google_unavailable", FailureKind.Unavailable, "Google could not ask for the permission because of a problem of its own. Nothing was changed; send the person to authorizationUrl in a moment.");

    public static readonly Failure BlockedByAdministrator = new(
        "blocked_by_administrator", FailureKind.ConsentIncomplete, "The person's organization does not allow this application. Its administrator must allow it; then send the person to authorizationUrl.");

    public static readonly Failure InteractionRequired = new(
        "interaction_required", FailureKind.ConsentIncomplete, "Google must ask the person and could not. Nothing was changed; send the person to authorizationUrl.");

    public static readonly Failure NoRefreshToken = new(
        "no_refresh_token", FailureKind.ConsentIncomplete, "Google sent no refresh token and none is stored for this person. Send the person to authorizationUrl, which asks for consent again.");

    public static readonly Failure NoUserId = new(
        "no_user_id", FailureKind.UnusableAnswer, "Google's answer did not say who the person is. Send the person to authorizationUrl to try again.");

    public static readonly Failure AccountMismatch = new(
        "account_mismatch", FailureKind.ConsentIncomplete, "Another Google account gave its consent than the one of this grant. Nothing was changed; authorizationUrl asks the right one.");

    /// <summary>The account is of another organization than was asked for, or of none.</summary>
    public static readonly Failure WrongHostedDomain = AccountMismatch with
    {
        Detail = "Google says that the account does not belong to the organization that was asked for. Nothing was changed; authorizationUrl asks for another account.",
        Reason = "hostedDomain",
    };

    public static readonly Failure WrongBrowser = new(
        "forbidden", FailureKind.Forbidden, "This authorization was started in another browser. Open the connect link in this one.");

    public static readonly Failure UnknownState = new(
        "not_found", FailureKind.NotFound, "This authorization is not known: the state is wrong or long expired. Start again from the application.");

    public static readonly Failure Revoked = new(
        "grant_revoked", FailureKind.Conflict, "This grant was revoked. Connect the account again to continue it.");

    public static readonly Failure Erased = new(
        "grant_erased", FailureKind.Gone, "The person of this grant was erased. Connect the account again for a new grant.");

    public static readonly Failure GoogleRejectedClient = new(
        "google_rejected_client", FailureKind.OperatorNeeded, "Google does not accept this server's OAuth client. No grant is affected; an operator must correct the client id or secret.");

    public static readonly Failure GoogleUnavailable = new(
        "google_unavailable", FailureKind.Unavailable, "Google cannot be reached or answered with an error of its own. Nothing is lost; try again later.");

    /// <summary>Google refreshes the grant's tokens, but Gmail refuses the new ones. Not a verdict on the grant.</summary>
    public static readonly Failure AccessTokensRejected = GoogleUnavailable with
    {
        Detail = "Gmail refuses access tokens that Google has just issued. Google still honours this grant, so no new consent is needed; try again later.",
        Reason = "accessTokenRejected",
    };

    public static readonly Failure GoogleRateLimited = new(
        "google_rate_limited", FailureKind.RateLimited, "Google asks to slow down. Nothing is lost; try again later.");

    /// <summary>Refused before the code is spent.</summary>
    public static readonly Failure TooManyExchanges = CommonFailures.DatabaseUnavailable with
    {
        Detail = "This server already holds as many tokens as it may until its database can store them. The authorization code was not used; try again later.",
        Reason = "tooManyExchanges",
    };

    /// <summary>Refused before the code is spent, so that one tenant does not take the place of all others.</summary>
    public static readonly Failure TooManyExchangesOfTenant = new(
        "rate_limited", FailureKind.RateLimited, "Too many authorization codes of this tenant are being exchanged on this node. The code was not used; send it again in a moment.")
    {
        Reason = "tooManyExchanges",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>The tokens are here, and the database is not.</summary>
    public static readonly Failure TokensNotStoredYet = CommonFailures.DatabaseUnavailable with
    {
        Detail = "Google's tokens have arrived and wait in this server's memory until its database can store them. Do not send the code again; look for the grant later.",
        Reason = "tokensNotStoredYet",
    };

    /// <summary>The tokens are here, and Google does not say whether the stored ones are better.</summary>
    public static readonly Failure TokensAwaitGoogle = GoogleUnavailable with
    {
        Detail = "Google's tokens have arrived and wait in this server's memory until Google says whether the stored ones are still good. Do not send the code again; look for the grant later.",
        Reason = "tokensNotStoredYet",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>A bug ended the exchange, and the code may be spent.</summary>
    public static readonly Failure ExchangeBroken = CodeExchangeFailed with
    {
        Detail = "The exchange of the authorization code failed on this server; its log says why. Send the person to authorizationUrl, which asks for consent again.",
        Reason = "internalError",
    };

    /// <summary>Whether a failure only says that an exchange still runs: consent is not needed.</summary>
    public static bool IsPending(Failure failure) => failure.Reason == ExchangePending.Reason || failure.Reason == TokensNotStoredYet.Reason;

    /// <summary>The exchange still runs.</summary>
    public static readonly Failure ExchangePending = GoogleUnavailable with
    {
        Detail = "Google has not answered yet, and the exchange goes on. Do not send the code again; look for the grant later.",
        Reason = "exchangePending",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static readonly Failure Busy = new(
        "google_unavailable", FailureKind.Unavailable, "This grant is being changed by several callers at once. Try again.")
    { RetryAfter = TimeSpan.FromSeconds(1) };

    public static Failure ReauthorizationRequired(ReauthorizationReason reason) => new(
        "reauthorization_required", FailureKind.Conflict, "Google no longer honours this grant. Send the person to authorizationUrl to give the permission again.")
    {
        Reason = Name(reason),
    };

    public static Failure InsufficientScope(ScopeSet missing) => new(
        "insufficient_scope", FailureKind.Forbidden, "The person has not granted what this call needs. Send the person to authorizationUrl to add it.")
    {
        MissingScopes = [.. missing],
    };

    /// <summary>Google failed for as long as the code was tried.</summary>
    /// <param name="last">The last failure.</param>
    public static Failure ExchangeUnanswered(Failure last) => last with
    {
        Detail = "Google did not exchange the authorization code, however often it was tried. Send the person to authorizationUrl, which asks for consent again.",
    };

    /// <summary>The code is spent, and its tokens could not be kept.</summary>
    /// <param name="last">The last failure.</param>
    public static Failure TokensLost(Failure last) => last with
    {
        Reason = TokensLostReason,
        RetryAfter = null,
        Detail = "Google's tokens arrived, but could not be stored in time. Send the person to authorizationUrl, which asks for consent again.",
    };

    private static string Name(ReauthorizationReason reason)
    {
        var name = reason.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
