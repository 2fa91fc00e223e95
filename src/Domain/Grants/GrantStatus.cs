namespace GmailPlatform.Domain.Grants;

/// <summary>Where a grant stands in its life.</summary>
public enum GrantStatus
{
    /// <summary>The refresh token is believed good.</summary>
    Active,

    /// <summary>Refreshes fail for a passing cause; they are retried and the person is not asked.</summary>
    RefreshFailing,

    /// <summary>Google no longer honours the refresh token: only a new consent helps.</summary>
    ReauthorizationRequired,

    /// <summary>Ended by the application, an admin or the person.</summary>
    Revoked,

    /// <summary>The person was erased; only the skeleton of the history is left.</summary>
    Erased,
}

/// <summary>Why a person must consent again, as far as Google lets us tell.</summary>
public enum ReauthorizationReason
{
    /// <summary>Google gave no reason that we know.</summary>
    Unknown,

    /// <summary>Google's own words are "expired or revoked": the person removed the app, or changed the password of an account with Gmail scopes.</summary>
    ExpiredOrRevoked,

    /// <summary>The same words after six months without a refresh.</summary>
    ExpiredUnused,

    /// <summary>The same words after the end of life that Google announced with the refresh token: an app in Testing, or time-based access.</summary>
    LifetimeEnded,

    /// <summary>A Workspace administrator's session control (<c>invalid_rapt</c>, <c>rapt_required</c>) or restriction (<c>admin_policy_enforced</c>).</summary>
    AdminPolicy,

    /// <summary>The scopes of the grant were withdrawn.</summary>
    ScopesWithdrawn,

    /// <summary>The Google account was deleted or disabled.</summary>
    AccountDisabled,

    /// <summary>Google's own word, by a security event: the tokens were revoked, by the person as a rule.</summary>
    RevokedByUser,
}
