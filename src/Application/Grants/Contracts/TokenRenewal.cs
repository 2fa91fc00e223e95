using GmailPlatform.Domain;

namespace GmailPlatform.Application.Grants.Contracts;

/// <summary>What a response from Google's API says about the access token.</summary>
public enum TokenOutcome
{
    /// <summary>Anything but a 401 from the API itself, including errors in the request.</summary>
    Accepted,

    /// <summary>401.</summary>
    Refused,

    /// <summary>No response, or a server error (5xx).</summary>
    Unknown,
}

/// <summary>
/// What to do when Google's API answers 401. A 401 is not a verdict on the grant: the token may have expired while Google still honours the refresh
/// token, and a newer token may have expired as well. Only the token endpoint's answer to a refresh ends a grant.
/// </summary>
public static class TokenRenewal
{
    /// <summary>
    /// Enough to get a token that Google issued after the first 401: the first renewal may return one that another node fetched before it;
    /// any token newer than that one is newer than the 401.
    /// </summary>
    private const int MaxRenewals = 2;

    /// <summary>
    /// Makes a call, and repeats it with newer tokens while the API refuses its token. Null once the token is accepted, whatever else the response is; otherwise the failure to return:
    /// Google's verdict with <c>authorizationUrl</c>, or <c>google_unavailable</c> when Google issues tokens that its API refuses.
    /// </summary>
    /// <param name="grants">Where newer tokens come from.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="token">The token of the first call.</param>
    /// <param name="call">One call with a token.</param>
    /// <param name="ct">Cancels waiting for a token.</param>
    public static async Task<Failure?> CallAsync(
        this IGrantAccess grants, Caller caller, Guid grantId, AccessToken token, Func<AccessToken, Task<TokenOutcome>> call, CancellationToken ct)
    {
        TokenOutcome outcome;
        for (var renewals = 0; (outcome = await call(token)) is TokenOutcome.Refused; renewals++)
        {
            if (renewals == MaxRenewals)
            {
                return await grants.RejectedAsync(caller, grantId, ct);
            }

            var renewed = await grants.ReplaceAccessTokenAsync(caller, grantId, token, ct);
            if (!renewed.Succeeded(out var newer, out var failure))
            {
                return failure;
            }

            token = newer;
        }

        if (outcome is TokenOutcome.Accepted)
        {
            grants.Accepted(grantId, token);
        }

        return null;
    }
}
