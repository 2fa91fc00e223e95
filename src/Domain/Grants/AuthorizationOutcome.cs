namespace GmailPlatform.Domain.Grants;

/// <summary>How a consent ended.</summary>
/// <param name="GrantId">The grant that was connected; null when the consent failed.</param>
/// <param name="Error">The problem code; null when the account was connected.</param>
public sealed record AuthorizationOutcome(Guid? GrantId, string? Error)
{
    /// <summary>What the caller can do about the failure; null in records that are older.</summary>
    public FailureKind? Kind { get; init; }

    /// <summary>The failure's text.</summary>
    public string? Detail { get; init; }

    /// <summary>The failure's reason, where it has one.</summary>
    public string? Reason { get; init; }

    /// <summary>Google's own description of its refusal: cleaned, cut and without tokens.</summary>
    public string? ProviderDescription { get; init; }

    /// <summary>The failure as it was first told, without its URL; null when the account was connected.</summary>
    public Failure? Failure => Error is null ? null
        : new Failure(Error, Kind ?? FailureKind.ConsentIncomplete, Detail ?? GrantFailures.CodeExchangeFailed.Detail) { Reason = Reason, ProviderDescription = ProviderDescription };
}

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
