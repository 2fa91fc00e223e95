namespace GmailPlatform.Domain.Grants.Refusals;

/// <summary>Where Google refuses.</summary>
public enum RefusingEndpoint
{
    /// <summary>The token endpoint, asked for a refresh.</summary>
    Token,

    /// <summary>The authorization endpoint, by <c>error</c> on the callback.</summary>
    Authorization,

    /// <summary>Gmail, by the <c>reason</c> of its error.</summary>
    Gmail,
}

/// <summary>What a refusal means.</summary>
public enum RefusalVerdict
{
    /// <summary>Only a new consent helps.</summary>
    ConsentAgain,

    /// <summary>An administrator of the person's organization must allow the application first.</summary>
    AskAdministrator,

    /// <summary>The person said no.</summary>
    NotGiven,

    /// <summary>A passing problem of Google's.</summary>
    TryLater,

    /// <summary>An operator must correct the OAuth client.</summary>
    CorrectClient,

    /// <summary>The access token is not accepted. The token endpoint decides whether the grant still is.</summary>
    RefreshAccessToken,

    /// <summary>The person has not granted what the call needs.</summary>
    AddScopes,

    /// <summary>Only this call is refused, and sending it again cannot help.</summary>
    CorrectCall,
}

/// <summary>One refusal that Google is known to answer.</summary>
/// <param name="Error">Google's <c>error</c>; Gmail's <c>reason</c>.</param>
/// <param name="Subtype">Google's <c>error_subtype</c>; null for every other.</param>
/// <param name="ForPerson">What a person reads; null where nothing is shown.</param>
/// <param name="ForOperator">What an operator does; null for nothing.</param>
public sealed record GoogleRefusal(RefusingEndpoint Endpoint, string Error, string? Subtype, RefusalVerdict Verdict, string? ForPerson, string? ForOperator)
{
    /// <summary>Whether it ends a refresh token, until the person consents again.</summary>
    public bool EndsRefreshToken => Endpoint is RefusingEndpoint.Token && Verdict is RefusalVerdict.ConsentAgain or RefusalVerdict.AskAdministrator;
}
