namespace GmailPlatform.Domain.Grants;

/// <summary>How a consent ended.</summary>
/// <param name="GrantId">The grant that was connected; null when the consent failed.</param>
/// <param name="Error">The problem code; null when the account was connected.</param>
public sealed record AuthorizationOutcome(Guid? GrantId, string? Error);

/// <summary>The status of an authorization.</summary>
public enum AuthorizationStatus
{
    /// <summary>The person has not returned from Google yet.</summary>
    Pending,

    /// <summary>The person has returned, and the code is being exchanged.</summary>
    Exchanging,

    /// <summary>The account is connected.</summary>
    Connected,

    /// <summary>The consent failed.</summary>
    Failed,

    /// <summary>The person did not return in time.</summary>
    Expired,
}
