namespace GmailPlatform.Domain.Console;

/// <summary>What can go wrong for people in the console.</summary>
public static class ConsoleFailures
{
    public static readonly Failure SignedOut =
        new("unauthenticated", FailureKind.Unauthenticated, "Sign in at /console: there is no session, or it has ended.");

    public static readonly Failure NoRole =
        new("no_console_role", FailureKind.Forbidden, "You are signed in, but no role of this console is yours. Ask whoever runs this server to name your verified address, or a claim of yours, under Console:Roles.");

    public static readonly Failure Forbidden =
        new("forbidden", FailureKind.Forbidden, "Your role does not allow this. Ask an admin of this server if you need it.");

    public static readonly Failure FormExpired =
        new("form_expired", FailureKind.InvalidRequest, "This form is too old, or was not sent by this console. Nothing was changed: go back, reload the page and send it again.");

    public static readonly Failure NotConfigured =
        new("console_not_configured", FailureKind.OperatorNeeded, "Nobody can sign in yet. Set Console:Oidc:Authority, Console:Oidc:ClientId, Console:Oidc:ClientSecret and, for each role, Console:Roles:admin, Console:Roles:auditor and Console:Roles:operator; then restart the server.");

    public static readonly Failure SignInUnavailable =
        new("sign_in_unavailable", FailureKind.Unavailable, "The OpenID provider of this console (Console:Oidc:Authority) cannot be reached. Try again later.");

    /// <summary>The provider refused, or its answer does not belong to a sign-in that was started in this browser.</summary>
    public static readonly Failure SignInFailed =
        new("sign_in_failed", FailureKind.InvalidRequest, "The sign-in did not finish: it was cancelled, took too long, or was started in another browser. Start it again.");

    public static readonly Failure UnknownSession = new("not_found", FailureKind.NotFound, "There is no open session with this id.");

    public static readonly Failure UnknownGrant = new("not_found", FailureKind.NotFound, "There is no grant with this id.");
}
