namespace GmailPlatform.Domain;

/// <summary>What the caller can do about a failure.</summary>
public enum FailureKind
{
    /// <summary>Correct the request; repeating it as it is cannot work.</summary>
    InvalidRequest,

    /// <summary>No, or no longer valid, credentials of the caller.</summary>
    Unauthenticated,

    /// <summary>The caller is known and may not do this.</summary>
    Forbidden,

    /// <summary>There is no such thing for this caller.</summary>
    NotFound,

    /// <summary>The state of the grant does not allow it.</summary>
    Conflict,

    /// <summary>It was here and is gone for good.</summary>
    Gone,

    /// <summary>Google did not accept what the person's consent gave us: the person must go through consent again.</summary>
    ConsentIncomplete,

    /// <summary>Google answered, but not with what the flow needs.</summary>
    UnusableAnswer,

    /// <summary>Try later; nothing is lost.</summary>
    Unavailable,

    /// <summary>Try later and more slowly.</summary>
    RateLimited,

    /// <summary>An operator must act; no person can repair it.</summary>
    OperatorNeeded,
}

/// <summary>An expected failure. <paramref name="Code"/> is a stable contract; <paramref name="Detail"/> is for people and holds no secret.</summary>
public sealed record Failure(string Code, FailureKind Kind, string Detail)
{
    /// <summary>Google's consent page that repairs this failure (OAuth authorization request, RFC 6749 section 4.1.1).</summary>
    public string? AuthorizationUrl { get; init; }

    /// <summary>Why the person must consent again, or the provider's own error code.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's own description of its error: cleaned, cut and without tokens.</summary>
    public string? ProviderDescription { get; init; }

    /// <summary>Scopes that the operation needs and the grant lacks.</summary>
    public IReadOnlyList<string> MissingScopes { get; init; } = [];

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Messages by field, for a request that must be corrected.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();
}

/// <summary>Failures that any module may answer.</summary>
public static class CommonFailures
{
    public static readonly Failure NotFound =
        new("not_found", FailureKind.NotFound, "There is nothing with this id for this API key.");

    public static readonly Failure DatabaseUnavailable =
        new("database_unavailable", FailureKind.Unavailable, "The database of this server cannot be reached. Nothing is lost; try again later.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    public static Failure Validation(IReadOnlyDictionary<string, string[]> errors) =>
        new("validation_failed", FailureKind.InvalidRequest, "Correct the named fields and send the request again.") { Errors = errors };

    public static Failure Validation(string field, string message) =>
        Validation(new Dictionary<string, string[]> { [field] = [message] });
}
