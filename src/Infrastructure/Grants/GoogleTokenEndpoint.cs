using System.Net;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>
/// Google's token and revocation endpoints (RFC 6749, RFC 7009). Not by Google.Apis.Auth, whose flow deletes stored tokens on any error below 500, and
/// whose requests look up the names of their fields by reflection at each call.
/// </summary>
internal sealed class GoogleTokenEndpoint(
    HttpClient http, AcceptedSecrets accepted, IOptions<GoogleOptions> options, TimeProvider clock, ILogger<GoogleTokenEndpoint> logger)
    : ITokenEndpoint
{
    private const string InvalidClient = "invalid_client";

    private static readonly Failure Unreadable = GrantFailures.GoogleUnavailable with { Reason = "unreadable answer" };

    public async Task<Result<TokenSet>> ExchangeAsync(
        GoogleClient client, Secret code, string redirectUri, Secret? codeVerifier, CancellationToken ct)
    {
        var grant = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "authorization_code", ["code"] = code.Reveal(), ["redirect_uri"] = redirectUri };
        if (codeVerifier is not null)
        {
            grant["code_verifier"] = codeVerifier.Reveal();
        }

        var answer = await PostAsync(client, grant, codeVerifier is null ? [code] : [code, codeVerifier], ct);
        return answer switch
        {
            { Tokens: { } tokens } => tokens,
            { Failure: { } failure } => failure,
            { Error: { } error } => GoogleRefusals.OfExchange(error.Code, error.Subtype) with { Reason = error.Code, ProviderDescription = error.Description },
            _ => Unreadable,
        };
    }

    public async Task<RefreshAnswer> RefreshAsync(GoogleClient client, Secret refreshToken, CancellationToken ct)
    {
        var grant = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken.Reveal() };
        var answer = await PostAsync(client, grant, [refreshToken], ct);
        return answer switch
        {
            { Tokens: { } tokens } => new RefreshAnswer.Refreshed(tokens),
            { Failure: { } failure } => new RefreshAnswer.Failed(failure),
            { Error: { } error } when GoogleRefusals.Find(RefusingEndpoint.Token, error.Code, error.Subtype) is { EndsRefreshToken: true } =>
                new RefreshAnswer.Refused(new RefusedRefresh(error.Code, error.Description, error.Subtype)),
            { Error: { } error } => new RefreshAnswer.Failed(GrantFailures.GoogleUnavailable with { Reason = error.Code, ProviderDescription = error.Description }),
            _ => new RefreshAnswer.Failed(Unreadable),
        };
    }

    public async Task<Result<Done>> RevokeAsync(Secret token, CancellationToken ct)
    {
        // In the body: the library's own revocation puts the token into the URL.
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("token", token.Reveal())]);
        var answer = await SendAsync(options.Value.Endpoints.Revocation, content, [token], ct);
        Log(answer);
        return answer switch
        {
            { Status: HttpStatusCode.OK, IsReadable: true } => Done.Success,
            { Error.Code: "invalid_token" } => Done.Success,
            { Failure: { } failure } => failure,
            _ => GrantFailures.GoogleUnavailable with { Reason = answer.Error?.Code ?? "unreadable answer" },
        };
    }

    /// <summary>
    /// Tries the client's secrets one after the other while Google answers <c>invalid_client</c>. This assumes that Google authenticates the client
    /// before it looks at the code, which RFC 6749 does not require. If a rejected secret spent the code, the other attempt would get
    /// <c>invalid_grant</c>, and the person would be asked for consent again.
    /// </summary>
    private async Task<GoogleOAuthAnswer> PostAsync(GoogleClient client, Dictionary<string, string> form, IReadOnlyList<Secret> sent, CancellationToken ct)
    {
        // All attempts together take no longer than one call may: a lease covers no more.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.OAuthTimeout);
        var secrets = accepted.Order(client);
        form["client_id"] = client.ClientId;
        for (var attempt = 0; ; attempt++)
        {
            var secret = secrets[attempt];
            form["client_secret"] = secret.Reveal();
            using var content = new FormUrlEncodedContent(form);
            var answer = await SendAsync(options.Value.Endpoints.Token, content, [.. sent, secret], ct, limit.Token);
            if (answer.Error?.Code is InvalidClient && attempt + 1 < secrets.Count)
            {
                logger.LogWarning(
                    "Google rejects the secret {SecretLabel} of the OAuth client {ClientId}; trying its other secret. Find and remove the invalid one with 'tenant secret list'.",
                    ClientSecret.LabelOf(secret),
                    client.ClientId);
                continue;
            }

            if (answer is { Tokens: not null } or { Failure: null, Error: not null })
            {
                accepted.Accept(client, secret);
            }

            LogRefusal(client, answer);
            return answer;
        }
    }

    private Task<GoogleOAuthAnswer> SendAsync(string url, HttpContent content, IReadOnlyList<Secret> secrets, CancellationToken ct) =>
        SendAsync(url, content, secrets, ct, ct);

    /// <summary>Sends a request.</summary>
    /// <param name="url">The endpoint.</param>
    /// <param name="content">The form.</param>
    /// <param name="secrets">What it contains that must not be repeated.</param>
    /// <param name="ct">Cancels the call by an exception.</param>
    /// <param name="limit">Ends the call as a time-out.</param>
    private async Task<GoogleOAuthAnswer> SendAsync(string url, HttpContent content, IReadOnlyList<Secret> secrets, CancellationToken ct, CancellationToken limit)
    {
        try
        {
            using var response = await http.PostAsync(new Uri(url), content, limit);
            var (body, now) = (await response.Content.ReadAsByteArrayAsync(limit), clock.GetUtcNow());
            return GoogleOAuthAnswer.Read(response.StatusCode, response.Headers.WaitFrom(now), body, secrets, now);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            var cause = e switch
            {
                TaskCanceledException => "timeout",
                HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => Unreadable.Reason,
                _ => "network",
            };
            logger.LogWarning("Google's OAuth endpoint does not answer: {Cause} ({Exception}).", cause, e.GetType().Name);
            return new GoogleOAuthAnswer(Status: null) { Failure = GrantFailures.GoogleUnavailable with { Reason = cause } };
        }
    }

    private void LogRefusal(GoogleClient client, GoogleOAuthAnswer answer)
    {
        if (answer.Failure is { Kind: FailureKind.OperatorNeeded })
        {
            logger.LogError(
                "Google rejects the OAuth client {ClientId}: {Error} ({Description}). Correct the client id or secret.", client.ClientId, answer.Failure.Reason, answer.Error?.Description);
        }
        else
        {
            Log(answer);
        }
    }

    /// <summary>An outage is logged where it is met.</summary>
    private void Log(GoogleOAuthAnswer answer)
    {
        if (answer is { IsSuccess: false, Status: not null })
        {
            logger.LogWarning("Google's OAuth endpoint answers {Status} {Error} ({Description}).", (int?)answer.Status, answer.Error?.Code, answer.Error?.Description);
        }
    }
}
