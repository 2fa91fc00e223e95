namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>The ways in which a refresh comes about.</summary>
public enum Entry
{
    Vend,
    Forced,
    Sweep,
    RetryJob,
    Mail,
}

/// <summary>What a failure of the token endpoint says.</summary>
internal enum TokenFailureKind
{
    /// <summary>Nothing of the refresh token: Google, or the way to it, has a problem.</summary>
    Passing,

    /// <summary>The refresh token is no longer honoured.</summary>
    Verdict,

    /// <summary>The OAuth client is not accepted.</summary>
    Client,
}

/// <summary>A failure, as the sandbox is told to produce it, and what callers are told.</summary>
internal sealed record TokenFailure(string Name, TokenFailureKind Kind, string Fault, int Status, string Code, string? Reason = null)
{
    public static IReadOnlyList<TokenFailure> All { get; } =
    [
        Passing("500", """{ "status": 500 }"""),
        Passing("503 with Retry-After", """{ "status": 503, "retryAfter": 3 }"""),
        Passing("502 as HTML", """{ "status": 502, "body": "<html>Bad Gateway</html>" }"""),
        new("429", TokenFailureKind.Passing, """{ "status": 429 }""", 429, "google_rate_limited"),
        Passing("an unknown error", """{ "status": 400, "body": { "error": "something_new" } }"""),
        Passing("400 as HTML", """{ "status": 400, "body": "<html>proxy</html>" }"""),
        Passing("200 as HTML", """{ "status": 200, "body": "<html>captive portal</html>" }"""),
        Passing("cut-off JSON", """{ "body": "{ \"access_token\": \"ya29.", "contentType": "application/json" }"""),
        Passing("no access token", """{ "body": { "expires_in": 3599 } }"""),
        Passing("the connection dropped before the effect", """{ "drop": "before" }"""),
        Passing("the connection dropped after the effect", """{ "drop": "after" }"""),
        Passing("no answer in time", """{ "delayMs": 60000 }"""),
        Verdict("revoked or expired", """{ "error": "invalid_grant", "error_description": "Token has been expired or revoked." }""", "expiredOrRevoked"),
        Verdict("session control", """{ "error": "invalid_grant", "error_description": "x", "error_subtype": "invalid_rapt" }""", "adminPolicy"),
        Verdict("admin policy", """{ "error": "admin_policy_enforced" }""", "adminPolicy"),
        Verdict("O6 policy_enforced", """{ "error": "policy_enforced" }""", "adminPolicy"),
        new("O6 403 access_denied", TokenFailureKind.Verdict, """{ "status": 403, "body": { "error": "access_denied" } }""", 409, "reauthorization_required", "adminPolicy"),
        Verdict("account deleted", """{ "error": "invalid_grant", "error_description": "Account has been deleted" }""", "accountDisabled"),
        Verdict("scopes withdrawn", """{ "error": "invalid_scope" }""", "scopesWithdrawn"),
        Verdict("a garbled token", """{ "error": "invalid_grant", "error_description": "Bad Request" }""", "unknown"),
        Client("invalid_client"),
        Client("unauthorized_client"),
        Client("deleted_client"),
    ];

    private static TokenFailure Passing(string name, string fault) => new(name, TokenFailureKind.Passing, fault, 503, "google_unavailable");

    private static TokenFailure Verdict(string name, string body, string reason) =>
        new(name, TokenFailureKind.Verdict, $$"""{ "status": 400, "body": {{body}} }""", 409, "reauthorization_required", reason);

    private static TokenFailure Client(string error) =>
        new(error, TokenFailureKind.Client, $$"""{ "status": 401, "body": { "error": "{{error}}" } }""", 503, "google_rejected_client", error);
}
