using System.Net;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Newtonsoft.Json;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>One answer of Google's OAuth endpoints, sorted: tokens, a refusal in Google's words, or a failure that says nothing of the token.</summary>
internal sealed record GoogleOAuthAnswer(HttpStatusCode? Status)
{
    public TokenSet? Tokens { get; init; }

    public GoogleTokenErrorResponse? Error { get; init; }

    /// <summary>An outage, a limit, an answer that cannot be read, or our own client is wrong.</summary>
    public Failure? Failure { get; init; }

    public static GoogleOAuthAnswer Read(HttpResponseMessage response, string body, DateTimeOffset now)
    {
        var answer = new GoogleOAuthAnswer(response.StatusCode);
        var retryAfter = response.Headers.WaitFrom(now);
        return (int)response.StatusCode switch
        {
            200 => answer with { Tokens = Parse<GoogleTokenResponse>(body)?.ToTokens(now) },
            429 => answer with { Failure = GrantFailures.GoogleRateLimited with { RetryAfter = retryAfter } },
            >= 500 and var status => answer with { Failure = GrantFailures.GoogleUnavailable with { RetryAfter = retryAfter, Reason = $"status {status}" } },
            _ => answer.WithError(Parse<GoogleTokenErrorResponse>(body)),
        };
    }

    private GoogleOAuthAnswer WithError(GoogleTokenErrorResponse? error) => error?.Error switch
    {
        null => this,
        "invalid_client" or "unauthorized_client" or "disabled_client" or "deleted_client" =>
            this with { Error = error, Failure = GrantFailures.GoogleRejectedClient with { Reason = error.Error } },
        _ => this with { Error = error },
    };

    /// <summary>Null when the body is not the JSON object that it should be, such as a proxy's HTML page.</summary>
    private static T? Parse<T>(string body)
        where T : class
    {
        try
        {
            return JsonConvert.DeserializeObject<T>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
