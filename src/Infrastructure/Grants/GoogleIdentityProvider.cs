using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class GoogleIdentityProvider(
    HttpClient http, GoogleKeys keys, IOptions<GoogleOptions> options, TimeProvider clock, ILogger<GoogleIdentityProvider> logger)
    : IIdentityProvider
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);
    private static readonly JsonWebTokenHandler Tokens = new();

    public async Task<Result<Identity>> IdentifyAsync(GoogleClient client, TokenSet tokens, Secret? nonce, CancellationToken ct)
    {
        if (tokens.IdToken is { } idToken && await VerifyAsync(client, idToken, ct) is { } claims)
        {
            return nonce is null || nonce.Reveal() == claims.Nonce()
                ? new Identity(claims.ToAccount(), IdentitySource.IdToken, claims.Text("hd"))
                : GrantFailures.CodeExchangeFailed with { Reason = "nonceMismatch" };
        }

        return await AskUserInfoAsync(tokens.AccessToken, ct) is { } identity ? identity : GrantFailures.NoUserId;
    }

    /// <summary>OpenID Connect Core section 3.1.3.7; null when the token does not hold.</summary>
    private async Task<JsonWebToken?> VerifyAsync(GoogleClient client, Secret idToken, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            IReadOnlyList<SecurityKey> signingKeys;
            try
            {
                signingKeys = attempt == 0 ? await keys.GetAsync(ct) : await keys.GetNewerAsync(ct);
            }
            catch (InvalidOperationException e)
            {
                logger.LogWarning("Google's signing keys cannot be had ({Exception}); asking UserInfo instead.", e.GetBaseException().GetType().Name);
                return null;
            }

            var result = await Tokens.ValidateTokenAsync(idToken.Reveal(), Rules(client, signingKeys));
            if (result.IsValid)
            {
                return (JsonWebToken)result.SecurityToken;
            }

            if (attempt > 0 || result.Exception is not SecurityTokenSignatureKeyNotFoundException)
            {
                logger.LogWarning("An id_token does not hold ({Exception}); asking UserInfo instead.", result.Exception.GetType().Name);
                return null;
            }
        }
    }

    private TokenValidationParameters Rules(GoogleClient client, IReadOnlyList<SecurityKey> signingKeys) => new()
    {
        // Google spells its issuer with and without the scheme.
        ValidIssuers = [options.Value.Endpoints.Issuer, options.Value.Endpoints.Issuer.Replace("https://", "", StringComparison.Ordinal)],
        ValidAudience = client.ClientId,
        IssuerSigningKeys = signingKeys,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        RequireExpirationTime = true,
        LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime - ClockSkew,
    };

    private async Task<Identity?> AskUserInfoAsync(Secret accessToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Value.Endpoints.UserInfo);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Reveal());
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode)
            {
                logger.LogWarning("UserInfo answers {Status}.", (int)response.StatusCode);
                return null;
            }

            var claims = await response.Content.ReadFromJsonAsync<UserInfo>(ct);
            return claims is { Subject: { Length: > 0 and <= 255 } subject }
                ? new Identity(new GoogleAccount(subject, claims.Email, claims.Name), IdentitySource.UserInfo, claims.HostedDomain)
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            logger.LogWarning("UserInfo does not answer ({Exception}).", e.GetType().Name);
            return null;
        }
    }

    /// <summary>OpenID Connect Core section 5.3.2.</summary>
    private sealed record UserInfo(
        [property: JsonPropertyName("sub")] string? Subject,
        [property: JsonPropertyName("email")] string? Email,
        [property: JsonPropertyName("name")] string? Name,
        [property: JsonPropertyName("hd")] string? HostedDomain);
}

internal static class IdTokenClaims
{
    public static string? Nonce(this JsonWebToken token) => token.Text("nonce");

    public static GoogleAccount ToAccount(this JsonWebToken token) => new(token.Subject, token.Text("email"), token.Text("name"));

    public static string? Text(this JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) ? text : null;
}
