namespace GmailPlatform.Domain.Grants;

/// <summary>How a consent ended.</summary>
/// <param name="GrantId">The grant that the account is connected by; null when it is not.</param>
/// <param name="Error">The problem code; null when the account is connected.</param>
public sealed record AuthorizationOutcome(Guid? GrantId, string? Error);

/// <summary>Where an authorization stands.</summary>
public enum AuthorizationStatus
{
    /// <summary>The person has not come back yet.</summary>
    Pending,

    /// <summary>The person has come back, and the code is being exchanged.</summary>
    Exchanging,

    /// <summary>The account is connected.</summary>
    Connected,

    /// <summary>The consent failed.</summary>
    Failed,

    /// <summary>The person did not come back in time.</summary>
    Expired,
}
