namespace GmailPlatform.Domain.Grants.Refusals;

/// <summary>The refusals that Google is known to answer, and what follows from each. <c>docs/refusals.md</c> shows the same table.</summary>
public static class GoogleRefusals
{
    private const int LongestReason = 100;

    private const string GiveAgain = "Please give the permission again.";
    private const string Later = "Google has a problem of its own. Please try again in a moment.";
    private const string Administrator = "Your organization does not allow this application. Please ask its administrator to allow it, and try again after that.";
    private const string NotYou = "The application's access to Google has a problem, and nothing is wrong with your account. Please tell the people who run it.";
    private const string Slower = "If it lasts, raise the quota of the Google project in the Cloud console.";
    private const string Allow = "Ask the organization's administrator to trust the OAuth client in the Admin console.";
    private const string Correct = "Correct the client id or secret; look at the client in the Cloud console.";

    /// <summary>Refusals of the exchange request itself (RFC 6749 section 5.2): sending it again cannot help.</summary>
    private static readonly string[] RequestRefusals = ["invalid_request", "redirect_uri_mismatch", "unsupported_grant_type"];

    public static IReadOnlyList<GoogleRefusal> All { get; } =
    [
        Token("invalid_grant", null, RefusalVerdict.ConsentAgain, GiveAgain, null),
        Token("invalid_grant", "invalid_rapt", RefusalVerdict.ConsentAgain, GiveAgain, "The organization's session control ends sessions: ask its administrator to exempt the client."),
        Token("invalid_grant", "rapt_required", RefusalVerdict.ConsentAgain, GiveAgain, "The organization's session control ends sessions: ask its administrator to exempt the client."),
        Token("invalid_scope", null, RefusalVerdict.ConsentAgain, GiveAgain, "Check the scopes of the OAuth client."),
        Token("admin_policy_enforced", null, RefusalVerdict.AskAdministrator, Administrator, Allow),
        Token("policy_enforced", null, RefusalVerdict.AskAdministrator, Administrator, Allow),
        Token("access_denied", null, RefusalVerdict.AskAdministrator, Administrator, Allow),
        Token("org_internal", null, RefusalVerdict.AskAdministrator, Administrator, "Make the application external, or connect accounts of its organization only."),
        Token("invalid_client", null, RefusalVerdict.CorrectClient, NotYou, Correct),
        Token("unauthorized_client", null, RefusalVerdict.CorrectClient, NotYou, Correct),
        Token("disabled_client", null, RefusalVerdict.CorrectClient, NotYou, Correct),
        Token("deleted_client", null, RefusalVerdict.CorrectClient, NotYou, "Restore the client within 30 days, or replace it."),
        Token("internal_failure", null, RefusalVerdict.TryLater, Later, null),
        Token("server_error", null, RefusalVerdict.TryLater, Later, null),
        Token("temporarily_unavailable", null, RefusalVerdict.TryLater, Later, null),
        Authorization("access_denied", RefusalVerdict.NotGiven, "If that was not what you meant, you can try again.", null),
        Authorization("server_error", RefusalVerdict.TryLater, Later, null),
        Authorization("temporarily_unavailable", RefusalVerdict.TryLater, Later, null),
        Authorization("internal_failure", RefusalVerdict.TryLater, Later, null),
        Authorization("admin_policy_enforced", RefusalVerdict.AskAdministrator, Administrator, Allow),
        Authorization("policy_enforced", RefusalVerdict.AskAdministrator, Administrator, Allow),
        Authorization("org_internal", RefusalVerdict.AskAdministrator, Administrator, "Make the application external, or connect accounts of its organization only."),
        Authorization("interaction_required", RefusalVerdict.ConsentAgain, GiveAgain, null),
        Authorization("login_required", RefusalVerdict.ConsentAgain, GiveAgain, null),
        Authorization("consent_required", RefusalVerdict.ConsentAgain, GiveAgain, null),
        Authorization("immediate_failed", RefusalVerdict.ConsentAgain, GiveAgain, null),
        Authorization("invalid_client", RefusalVerdict.CorrectClient, NotYou, Correct),
        Authorization("unauthorized_client", RefusalVerdict.CorrectClient, NotYou, Correct),
        Authorization("deleted_client", RefusalVerdict.CorrectClient, NotYou, "Restore the client within 30 days, or replace it."),
        Gmail("authError", RefusalVerdict.RefreshAccessToken, null),
        Gmail("insufficientPermissions", RefusalVerdict.AddScopes, null),
        Gmail("domainPolicy", RefusalVerdict.AskAdministrator, "Ask the organization's administrator to allow Gmail to other applications."),
        Gmail("accessNotConfigured", RefusalVerdict.CorrectClient, "Enable the Gmail API in the Google project of the OAuth client."),
        Gmail("forbidden", RefusalVerdict.CorrectCall, "The call is for another mailbox (delegation), or the grant's only mail scope is gmail.metadata."),
        Gmail("delegationDenied", RefusalVerdict.CorrectCall, "Call the grant's own mailbox: its address, or me."),
        Gmail("failedPrecondition", RefusalVerdict.CorrectCall, "Read Google's message: where the account has no mailbox (Mail service not enabled), turn Gmail on in the Admin console or revoke the grant."),
        Gmail("rateLimitExceeded", RefusalVerdict.TryLater, Slower),
        Gmail("userRateLimitExceeded", RefusalVerdict.TryLater, Slower),
        Gmail("quotaExceeded", RefusalVerdict.TryLater, Slower),
        Gmail("dailyLimitExceeded", RefusalVerdict.TryLater, "Raise the quota of the Google project in the Cloud console."),
        Gmail("backendError", RefusalVerdict.TryLater, null),
    ];

    /// <summary>The row of a refusal: that of its subtype, else that of its error; null for one that is not known.</summary>
    public static GoogleRefusal? Find(RefusingEndpoint endpoint, string error, string? subtype)
    {
        var rows = All.Where(row => row.Endpoint == endpoint && row.Error == error).ToList();
        return rows.Find(row => row.Subtype is not null && row.Subtype == subtype) ?? rows.Find(row => row.Subtype is null);
    }

    /// <summary>The row that a failed consent comes from; null for a failure that is not Google's refusal.</summary>
    public static GoogleRefusal? FindCause(Failure failure) => All.FirstOrDefault(row =>
        row.Endpoint is not RefusingEndpoint.Gmail && row.Subtype is null && row.Error == (failure.Reason ?? failure.Code)
        && (row.Endpoint is RefusingEndpoint.Authorization ? OfCallback(row.Error) : OfExchange(row.Error, row.Subtype)).Code == failure.Code);

    /// <summary>The failure of a consent that came back with an <c>error</c>, which anybody can write into the callback's URL.</summary>
    public static Failure OfCallback(string? error)
    {
        var reason = UntrustedText.Clean(UntrustedText.Redact(error ?? ""), LongestReason);
        return Find(RefusingEndpoint.Authorization, reason, subtype: null)?.Verdict switch
        {
            RefusalVerdict.NotGiven => GrantFailures.AccessDenied,
            RefusalVerdict.TryLater => GrantFailures.ConsentUnavailable with { Reason = reason },
            RefusalVerdict.AskAdministrator => GrantFailures.BlockedByAdministrator with { Reason = reason },
            RefusalVerdict.ConsentAgain => GrantFailures.InteractionRequired with { Reason = reason },
            RefusalVerdict.CorrectClient => GrantFailures.GoogleRejectedClient with { Reason = reason },
            _ => GrantFailures.CodeExchangeFailed with { Reason = reason },
        };
    }

    /// <summary>The failure of an exchange that Google refused. Words that are not known to refuse a code say nothing about it: it may still be good.</summary>
    public static Failure OfExchange(string error, string? subtype) => Find(RefusingEndpoint.Token, error, subtype)?.Verdict switch
    {
        RefusalVerdict.ConsentAgain => GrantFailures.CodeExchangeFailed,
        RefusalVerdict.AskAdministrator => GrantFailures.BlockedByAdministrator,
        RefusalVerdict.CorrectClient => GrantFailures.GoogleRejectedClient,
        _ when RequestRefusals.Contains(error) => GrantFailures.CodeExchangeFailed,
        _ => GrantFailures.GoogleUnavailable,
    };

    private static GoogleRefusal Token(string error, string? subtype, RefusalVerdict verdict, string forPerson, string? forOperator) =>
        new(RefusingEndpoint.Token, error, subtype, verdict, forPerson, forOperator);

    private static GoogleRefusal Gmail(string reason, RefusalVerdict verdict, string? forOperator) =>
        new(RefusingEndpoint.Gmail, reason, Subtype: null, verdict, ForPerson: null, forOperator);

    private static GoogleRefusal Authorization(string error, RefusalVerdict verdict, string forPerson, string? forOperator) =>
        new(RefusingEndpoint.Authorization, error, Subtype: null, verdict, forPerson, forOperator);
}
