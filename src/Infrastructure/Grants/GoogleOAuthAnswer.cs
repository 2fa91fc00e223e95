using System.Net;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;
using GmailPlatform.Infrastructure.Grants.OAuthAnswers;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>An error answer in Google's own words, cleaned and cut (RFC 6749 section 5.2).</summary>
/// <param name="Code">Google's <c>error</c>.</param>
/// <param name="Description">Holds no token.</param>
/// <param name="Subtype">Tells an administrator's session control from a revocation.</param>
internal sealed record GoogleOAuthError(string Code, string? Description, string? Subtype);

/// <summary>
/// One answer of Google's OAuth endpoints, sorted: tokens, a refusal in Google's words, or a failure that says nothing of the token. Total: any status
/// and any bytes become one of them, and none of them, which is an answer that cannot be read.
/// </summary>
internal sealed record GoogleOAuthAnswer(HttpStatusCode? Status)
{
    private const int LongestWord = 100;

    /// <summary>In characters.</summary>
    public const int LongestDescription = 300;

    /// <summary>Longer than any token: one that is cut in two would not be recognized.</summary>
    private const int LongestSearched = 64 * 1024;

    public TokenSet? Tokens { get; init; }

    public GoogleOAuthError? Error { get; init; }

    /// <summary>An outage, a limit, an answer that cannot be read, or our own client is wrong.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Whether a success holds a JSON object, as all of Google's do: a proxy's page is not Google's word.</summary>
    public bool IsReadable { get; init; }

    public bool IsSuccess => (int?)Status is >= 200 and < 300;

    /// <summary>Sorts an answer.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="retryAfter">How long Google asks to wait.</param>
    /// <param name="body">The decoded body.</param>
    /// <param name="secrets">What was sent: taken out of what Google says of it.</param>
    /// <param name="now">The present moment.</param>
    public static GoogleOAuthAnswer Read(
        HttpStatusCode status, TimeSpan? retryAfter, ReadOnlyMemory<byte> body, IReadOnlyList<Secret> secrets, DateTimeOffset now)
    {
        var answer = new GoogleOAuthAnswer(status);
        return (int)status switch
        {
            >= 200 and < 300 when JsonFields.Parse(body) is { } fields => answer with { IsReadable = true, Tokens = fields.ToTokens(now) },
            >= 200 and < 300 => answer,
            429 => answer with { Failure = GrantFailures.GoogleRateLimited with { RetryAfter = retryAfter } },
            >= 500 and var code => answer with { Failure = GrantFailures.GoogleUnavailable with { RetryAfter = retryAfter, Reason = $"status {code}" } },
            _ => answer.WithError(JsonFields.Parse(body), secrets),
        };
    }

    private GoogleOAuthAnswer WithError(JsonFields? body, IReadOnlyList<Secret> secrets)
    {
        if (body?.Text("error") is not { } code)
        {
            return this;
        }

        var error = new GoogleOAuthError(
            Clean(code, secrets, LongestWord), Clean(body.Text("error_description"), secrets, LongestDescription), Clean(body.Text("error_subtype"), secrets, LongestWord));
        return GoogleRefusals.Find(RefusingEndpoint.Token, error.Code, error.Subtype) is { Verdict: RefusalVerdict.CorrectClient }
            ? this with { Error = error, Failure = GrantFailures.GoogleRejectedClient with { Reason = error.Code, ProviderDescription = error.Description } }
            : this with { Error = error };
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Clean(string? text, IReadOnlyList<Secret> secrets, int longest) =>
        text is null ? null : UntrustedText.Clean(UntrustedText.Redact(text.Length > LongestSearched ? text[..LongestSearched] : text, secrets), longest);
}
