using System.Net;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;
using Google.Apis.Auth.OAuth2.Requests;
using Google.Apis.Requests.Parameters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>
/// Uses the request and response types of Google.Apis.Auth and none of its flow, which deletes stored tokens on any error
/// below 500.
/// </summary>
internal sealed class GoogleTokenEndpoint(HttpClient http, IOptions<GoogleOptions> options, TimeProvider clock, ILogger<GoogleTokenEndpoint> logger)
    : ITokenEndpoint
{
    private static readonly Failure Unreadable = GrantFailures.GoogleUnavailable with { Reason = "unreadable answer" };

    public async Task<Result<TokenSet>> ExchangeAsync(
        GoogleClient client, Secret code, string redirectUri, Secret? codeVerifier, CancellationToken ct)
    {
        var request = new AuthorizationCodeTokenRequest
        {
            ClientId = client.ClientId,
            ClientSecret = client.ClientSecret.Reveal(),
            Code = code.Reveal(),
            RedirectUri = redirectUri,
            CodeVerifier = codeVerifier?.Reveal(),
        };
        var answer = await PostAsync(request, codeVerifier is null ? [code, client.ClientSecret] : [code, client.ClientSecret, codeVerifier], ct);
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
        var request = new RefreshTokenRequest
        {
            ClientId = client.ClientId,
            ClientSecret = client.ClientSecret.Reveal(),
            RefreshToken = refreshToken.Reveal(),
        };
        var answer = await PostAsync(request, [refreshToken, client.ClientSecret], ct);
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
        return answer switch
        {
            { Status: HttpStatusCode.OK, IsReadable: true } => Done.Success,
            { Error.Code: "invalid_token" } => Done.Success,
            { Failure: { } failure } => failure,
            _ => GrantFailures.GoogleUnavailable with { Reason = answer.Error?.Code ?? "unreadable answer" },
        };
    }

    private async Task<GoogleOAuthAnswer> PostAsync(TokenRequest request, IReadOnlyList<Secret> secrets, CancellationToken ct)
    {
        using var content = ParameterUtils.CreateFormUrlEncodedContent(request);
        return await SendAsync(options.Value.Endpoints.Token, content, secrets, ct);
    }

    private async Task<GoogleOAuthAnswer> SendAsync(string url, HttpContent content, IReadOnlyList<Secret> secrets, CancellationToken ct)
    {
        try
        {
            using var response = await http.PostAsync(new Uri(url), content, ct);
            var (body, now) = (await response.Content.ReadAsByteArrayAsync(ct), clock.GetUtcNow());
            var answer = GoogleOAuthAnswer.Read(response.StatusCode, response.Headers.WaitFrom(now), body, secrets, now);
            Log(answer);
            return answer;
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

    private void Log(GoogleOAuthAnswer answer)
    {
        if (answer.Failure is { Kind: FailureKind.OperatorNeeded })
        {
            logger.LogError(
                "Google rejects this server's OAuth client: {Error} ({Description}). Correct the client id or secret.", answer.Failure.Reason, answer.Error?.Description);
        }
        else if (!answer.IsSuccess)
        {
            logger.LogWarning("Google's OAuth endpoint answers {Status} {Error} ({Description}).", (int?)answer.Status, answer.Error?.Code, answer.Error?.Description);
        }
    }
}
