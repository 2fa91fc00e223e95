using System.Net;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
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
        var answer = await PostAsync(options.Value.Endpoints.Token, new AuthorizationCodeTokenRequest
        {
            ClientId = client.ClientId,
            ClientSecret = client.ClientSecret.Reveal(),
            Code = code.Reveal(),
            RedirectUri = redirectUri,
            CodeVerifier = codeVerifier?.Reveal(),
        }, ct);
        return answer switch
        {
            { Tokens: { } tokens } => tokens,
            { Failure: { } failure } => failure,
            { Error: { } error } => GrantFailures.CodeExchangeFailed with { Reason = error.Error },
            _ => Unreadable,
        };
    }

    public async Task<RefreshAnswer> RefreshAsync(GoogleClient client, Secret refreshToken, CancellationToken ct)
    {
        var answer = await PostAsync(options.Value.Endpoints.Token, new RefreshTokenRequest
        {
            ClientId = client.ClientId,
            ClientSecret = client.ClientSecret.Reveal(),
            RefreshToken = refreshToken.Reveal(),
        }, ct);
        return answer switch
        {
            { Tokens: { } tokens } => new RefreshAnswer.Refreshed(tokens),
            { Failure: { } failure } => new RefreshAnswer.Failed(failure),
            { Error: { Error: "invalid_grant" or "invalid_scope" or "admin_policy_enforced" or "org_internal" } error } =>
                new RefreshAnswer.Refused(new RefusedRefresh(error.Error, error.ErrorDescription, error.ErrorSubtype)),
            { Error: { } error } => new RefreshAnswer.Failed(GrantFailures.GoogleUnavailable with { Reason = error.Error }),
            _ => new RefreshAnswer.Failed(Unreadable),
        };
    }

    public async Task<Result<Done>> RevokeAsync(Secret token, CancellationToken ct)
    {
        // In the body: the library's own revocation puts the token into the URL.
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("token", token.Reveal())]);
        var answer = await SendAsync(options.Value.Endpoints.Revocation, content, ct);
        return answer switch
        {
            { Status: HttpStatusCode.OK } => Done.Success,
            { Error.Error: "invalid_token" } => Done.Success,
            { Failure: { } failure } => failure,
            _ => GrantFailures.GoogleUnavailable with { Reason = answer.Error?.Error },
        };
    }

    private async Task<GoogleOAuthAnswer> PostAsync(string url, TokenRequest request, CancellationToken ct)
    {
        using var content = ParameterUtils.CreateFormUrlEncodedContent(request);
        return await SendAsync(url, content, ct);
    }

    private async Task<GoogleOAuthAnswer> SendAsync(string url, HttpContent content, CancellationToken ct)
    {
        try
        {
            using var response = await http.PostAsync(new Uri(url), content, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            var answer = GoogleOAuthAnswer.Read(response, body, clock.GetUtcNow());
            if (answer.Failure is { Kind: FailureKind.OperatorNeeded })
            {
                logger.LogError("Google rejects this server's OAuth client: {Error}. Correct the client id or secret.", answer.Failure.Reason);
            }
            else if (answer.Tokens is null && answer.Status is not HttpStatusCode.OK)
            {
                logger.LogWarning("Google's OAuth endpoint answers {Status} {Error}.", (int?)answer.Status, answer.Error?.Error);
            }

            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            var cause = e is TaskCanceledException ? "timeout" : "network";
            logger.LogWarning("Google's OAuth endpoint does not answer: {Cause} ({Exception}).", cause, e.GetType().Name);
            return new GoogleOAuthAnswer(Status: null) { Failure = GrantFailures.GoogleUnavailable with { Reason = cause } };
        }
    }
}
