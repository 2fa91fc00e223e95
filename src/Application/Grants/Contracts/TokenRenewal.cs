using GmailPlatform.Domain;

namespace GmailPlatform.Application.Grants.Contracts;

/// <summary>What an answer of Google's API says of the access token.</summary>
public enum TokenOutcome
{
    /// <summary>Anything but 401 from the API itself, also an error that concerns the request.</summary>
    Accepted,

    /// <summary>401.</summary>
    Refused,

    /// <summary>No answer, or an error of Google's own (5xx).</summary>
    Unknown,
}

/// <summary>
/// What to do when Google's API answers 401. A 401 is no verdict on the grant: the token may have ended while the refresh token is still
/// honoured, and a newer token may have ended as well. Only the token endpoint's answer to a refresh ends a grant.
/// </summary>
public static class TokenRenewal
{
    /// <summary>
    /// Enough for a token that Google issued after the first 401: the first renewal may find one that another node had fetched before, and
    /// whatever is newer than that one is newer than the 401.
    /// </summary>
    private const int MaxRenewals = 2;

    /// <summary>
    /// Makes a call, and repeats it with newer tokens while the API refuses its token. Null once it does not, whatever else it answers; else the answer to give:
    /// Google's verdict with where to consent, or <c>google_unavailable</c> when Google issues tokens that its API refuses.
    /// </summary>
    /// <param name="grants">Where newer tokens come from.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="token">The token of the first call.</param>
    /// <param name="call">One call with a token.</param>
    /// <param name="ct">Ends the waiting for a token.</param>
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
