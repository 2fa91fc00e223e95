using GmailPlatform.Domain.Grants.Refusals;

namespace GmailPlatform.Domain.Grants;

/// <summary>Google's refusal of a refresh token: an <c>invalid_grant</c> or a policy error (RFC 6749 section 5.2), in Google's own words.</summary>
public sealed record RefusedRefresh(string Error, string? Description, string? Subtype)
{
    private const string ExpiredOrRevoked = "Token has been expired or revoked.";

    /// <summary>Google ends a refresh token that was not used for six months.</summary>
    private static readonly TimeSpan Disuse = TimeSpan.FromDays(180);

    private RefusalVerdict? Verdict => GoogleRefusals.Find(RefusingEndpoint.Token, Error, Subtype)?.Verdict;

    /// <summary>The best reason that Google's words and the grant's own dates allow.</summary>
    public ReauthorizationReason ReasonFor(Grant grant, DateTimeOffset now) => this switch
    {
        { Verdict: RefusalVerdict.AskAdministrator } => ReauthorizationReason.AdminPolicy,
        { Subtype: "invalid_rapt" or "rapt_required" } => ReauthorizationReason.AdminPolicy,
        { Error: "invalid_scope" } => ReauthorizationReason.ScopesWithdrawn,
        { Description: "Account has been deleted" } => ReauthorizationReason.AccountDisabled,
        { Description: ExpiredOrRevoked } when now >= grant.RefreshTokenExpiresAt => ReauthorizationReason.LifetimeEnded,
        { Description: ExpiredOrRevoked } when now - grant.RefreshTokenUsedAt >= Disuse => ReauthorizationReason.ExpiredUnused,
        { Description: ExpiredOrRevoked } => ReauthorizationReason.ExpiredOrRevoked,
        _ => ReauthorizationReason.Unknown,
    };
}
