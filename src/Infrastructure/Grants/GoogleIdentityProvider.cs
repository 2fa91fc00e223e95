using System.Buffers.Text;
using System.Net.Http.Headers;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Grants.OAuthAnswers;
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
        var (verified, isChecked) = tokens.IdToken is { } idToken ? await VerifyAsync(client, idToken, ct) : (null, true);
        if (verified is not null && nonce is not null && nonce.Reveal() != verified.Text("nonce"))
        {
            return GrantFailures.CodeExchangeFailed with { Reason = "nonceMismatch" };
        }

        // Not verified, but from Google's own answer: another flow's token is refused.
        if (!isChecked && nonce is not null && IdTokenClaims.Read(tokens.IdToken!)?.Text("nonce") is { } claimed && claimed != nonce.Reveal())
        {
            return GrantFailures.CodeExchangeFailed with { Reason = "nonceMismatch" };
        }

        if (verified?.ToIdentity(IdentitySource.IdToken) is { } identity)
        {
            return identity;
        }

        return await AskUserInfoAsync(tokens.AccessToken, ct) is { } asked && (isChecked || !Contradicts(tokens.IdToken!, asked)) ? asked : GrantFailures.NoUserId;
    }

    /// <summary>OpenID Connect Core section 3.1.3.7. No claims when the token does not hold, or cannot be checked for want of Google's keys.</summary>
    private async Task<(JsonFields? Claims, bool IsChecked)> VerifyAsync(GoogleClient client, Secret idToken, CancellationToken ct)
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
                return (null, false);
            }

            var result = await Tokens.ValidateTokenAsync(idToken.Reveal(), Rules(client, signingKeys));
            if (result.IsValid)
            {
                return (IdTokenClaims.Read(idToken), true);
            }

            if (attempt > 0 || result.Exception is not SecurityTokenSignatureKeyNotFoundException)
            {
                logger.LogWarning("An id_token does not hold ({Exception}); asking UserInfo instead.", result.Exception.GetType().Name);
                return (null, true);
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
            var identity = response.IsSuccessStatusCode
                ? JsonFields.Parse(await response.Content.ReadAsByteArrayAsync(ct))?.ToIdentity(IdentitySource.UserInfo)
                : null;
            if (identity is null)
            {
                logger.LogWarning("UserInfo answers {Status} and names nobody.", (int)response.StatusCode);
            }

            return identity;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            logger.LogWarning("UserInfo does not answer ({Exception}).", e.GetType().Name);
            return null;
        }
    }

    /// <summary>Whether UserInfo names somebody else than an id_token that could not be checked (OpenID Connect Core section 5.3.2): then neither is believed.</summary>
    private bool Contradicts(Secret idToken, Identity asked)
    {
        if (IdTokenClaims.Read(idToken)?.ToIdentity(IdentitySource.IdToken) is not { } named || named.Account.Subject == asked.Account.Subject)
        {
            return false;
        }

        logger.LogWarning("UserInfo and the id_token name different people; neither is believed.");
        return true;
    }
}

/// <summary>The claims of an id_token and of UserInfo (OpenID Connect Core section 5.1).</summary>
internal static class IdTokenClaims
{
    /// <summary>The payload, whatever the signature; null where there is none.</summary>
    public static JsonFields? Read(Secret idToken)
    {
        var parts = idToken.Reveal().Split('.');
        try
        {
            return parts.Length == 3 ? JsonFields.Parse(Base64Url.DecodeFromChars(parts[1])) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Null where the claims identify nobody.</summary>
    public static Identity? ToIdentity(this JsonFields claims, IdentitySource source) =>
        GoogleAccount.From(claims.Text("sub"), claims.Text("email"), claims.Text("name")) is { } account
            ? new Identity(account, source, claims.Text("hd"))
            : null;
}
