namespace GmailPlatform.Domain.Grants;

/// <summary>What to ask Google for, given what a grant has: only what it lacks, and consent by force only where a refresh token or a scope is missing.</summary>
/// <param name="Scopes">The scopes of the authorization request.</param>
/// <param name="Standalone">Leaves out <c>include_granted_scopes</c>.</param>
/// <param name="ForceConsent">Google must show its consent page, since only then it sends a refresh token.</param>
public sealed record ConsentAsk(ScopeSet Scopes, bool Standalone, bool ForceConsent)
{
    /// <summary>Asks for what is wanted of a person of whom nothing is known, or of one who has a grant.</summary>
    /// <param name="wanted">What the application wants.</param>
    /// <param name="grant">The person's grant, where there is one.</param>
    /// <param name="mayIncludeGranted">Whether the Google client may use <c>include_granted_scopes</c> at all.</param>
    /// <param name="onlyThatAccount">
    /// Whether no other account may answer. Otherwise all scopes are requested: the account that answers may have granted nothing yet, such as
    /// a new account with an address that belonged to another one.
    /// </param>
    public static ConsentAsk For(ScopeSet wanted, Grant? grant, bool mayIncludeGranted, bool onlyThatAccount)
    {
        var kept = grant is null or { Status: GrantStatus.Revoked or GrantStatus.Erased } ? ScopeSet.Empty : grant.Scopes;
        var all = wanted.With(kept).With(ScopeSet.Identity).WithoutNeedlessMetadata();
        var lacking = all.Without(kept);

        // Google merges all that a project was ever granted into the token: gmail.metadata would restrict it.
        var restricted = wanted.With(kept).Contains(ScopeSet.GmailMetadata);
        var standalone = restricted || !mayIncludeGranted;
        if (grant is null)
        {
            return new ConsentAsk(all, standalone, ForceConsent: false);
        }

        var forced = !grant.IsUsable || lacking.Count > 0 || kept.Without(all).Count > 0;

        // Where nothing is lacking Google asks nothing, unless the person took the permission back there: then this asks for all of it.
        return new ConsentAsk(onlyThatAccount && grant.IsUsable && !standalone && lacking.Count > 0 ? lacking.With(ScopeSet.Identity) : all, standalone, forced);
    }
}
