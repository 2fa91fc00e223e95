namespace GmailPlatform.Domain.Grants;

/// <summary>Why a security event token is refused. The codes are those of RFC 8935 section 2.4.</summary>
public static class SecurityEventFailures
{
    public static readonly Failure InvalidRequest = new("invalid_request", FailureKind.InvalidRequest, "The body is not a security event token that can be read here.");

    public static readonly Failure InvalidKey = new("invalid_key", FailureKind.InvalidRequest, "The token is not signed by a key that the issuer publishes.");

    public static readonly Failure InvalidIssuer = new("invalid_issuer", FailureKind.InvalidRequest, "The token is not from the issuer that is expected here.");

    public static readonly Failure InvalidAudience = new("invalid_audience", FailureKind.InvalidRequest, "The token is for no OAuth client of this server.");
}
