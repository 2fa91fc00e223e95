using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class GoogleSecurityEventTokens(
    RiscConfigurations configurations, GoogleKeys keys, IGoogleClients clients, TokenLookups lookups, ILogger<GoogleSecurityEventTokens> logger)
    : ISecurityEventTokens
{
    private const string Verification = "verification";
    private const int LongestLogged = 200;

    private static readonly JsonWebTokenHandler Tokens = new();

    public async Task<Result<IReadOnlyList<ReceivedSecurityEvent>>> VerifyAsync(Secret token, CancellationToken ct)
    {
        var verification = await VerifySignatureAsync(token, ct);
        if (!verification.Succeeded(out var jwt, out var failure))
        {
            logger.LogWarning("A security event token is refused: {Error}.", failure.Code);
            return failure;
        }

        if (!await clients.KnowsAnyAsync([.. jwt.Audiences], ct))
        {
            logger.LogWarning("A security event token is refused: {Error}. Another project's stream may lead here.", SecurityEventFailures.InvalidAudience.Code);
            return SecurityEventFailures.InvalidAudience;
        }

        return await ReadAsync(jwt, ct);
    }

    /// <summary>The issuer and the signature. There is no expiry to check: a late event is still true.</summary>
    private async Task<Result<JsonWebToken>> VerifySignatureAsync(Secret token, CancellationToken ct)
    {
        if (!Tokens.CanReadToken(token.Reveal()))
        {
            return SecurityEventFailures.InvalidRequest;
        }

        for (var attempt = 0; ; attempt++)
        {
            TokenValidationParameters rules;
            try
            {
                var configuration = await configurations.GetAsync(ct);
                rules = Rules(configuration, await keys.GetAsync(configuration.JwksUri, newer: attempt > 0, ct));
            }
            catch (InvalidOperationException e)
            {
                // Not the sender's mistake: Google sends the event again.
                return GrantFailures.GoogleUnavailable with { Reason = e.GetBaseException().GetType().Name };
            }

            var result = await Tokens.ValidateTokenAsync(token.Reveal(), rules);
            if (result.IsValid)
            {
                return (JsonWebToken)result.SecurityToken;
            }

            if (attempt > 0 || result.Exception is not SecurityTokenSignatureKeyNotFoundException)
            {
                return FailureOf(result.Exception);
            }
        }
    }

    private static TokenValidationParameters Rules(RiscConfiguration configuration, IReadOnlyList<SecurityKey> signingKeys) => new()
    {
        ValidIssuer = configuration.Issuer,
        IssuerSigningKeys = signingKeys,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        ValidateAudience = false,
        ValidateLifetime = false,
        RequireExpirationTime = false,
    };

    private static Failure FailureOf(Exception e) => e switch
    {
        SecurityTokenInvalidIssuerException => SecurityEventFailures.InvalidIssuer,
        // Also for an algorithm that is not allowed, and for no signature at all.
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSigningKeyException => SecurityEventFailures.InvalidKey,
        _ => SecurityEventFailures.InvalidRequest,
    };

    private async Task<Result<IReadOnlyList<ReceivedSecurityEvent>>> ReadAsync(JsonWebToken jwt, CancellationToken ct)
    {
        if (!jwt.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind is not JsonValueKind.Object
            || string.IsNullOrEmpty(jwt.Id) || jwt.IssuedAt == DateTime.MinValue)
        {
            return SecurityEventFailures.InvalidRequest;
        }

        var received = new List<ReceivedSecurityEvent>();
        foreach (var e in events.EnumerateObject())
        {
            var name = e.Name[(e.Name.LastIndexOf('/') + 1)..];
            if (SecurityEvent.TypeOf(name) is not { } type)
            {
                LogOther(name, e.Value);
            }
            else if (await ReadAsync(jwt, e, type, ct) is { } known)
            {
                received.Add(known);
            }
            else
            {
                logger.LogWarning("A security event token is refused: its {Event} is about nothing that is known here.", name);
                return SecurityEventFailures.InvalidRequest;
            }
        }

        return Result<IReadOnlyList<ReceivedSecurityEvent>>.Success(received);
    }

    /// <summary>An event and its subject; null where the subject cannot be understood.</summary>
    private async Task<ReceivedSecurityEvent?> ReadAsync(JsonWebToken jwt, JsonProperty e, SecurityEventType type, CancellationToken ct)
    {
        if (e.Value.ValueKind is not JsonValueKind.Object || !e.Value.TryGetProperty("subject", out var subject) || subject.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var securityEvent = new SecurityEvent(IdOf(jwt.Id, e.Name), type, ReasonOf(e.Value), new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero));
        var audience = jwt.Audiences.ToList();
        if (type is SecurityEventType.TokenRevoked)
        {
            // The name of a token may be its beginning: from here on only what finds it is known.
            return Text(subject, "token_type") is "refresh_token" && Text(subject, "token_identifier_alg") is { } algorithm && Text(subject, "token") is { } name
                && await lookups.OfNameAsync(algorithm, name, ct) is { } lookup
                ? new ReceivedSecurityEvent(securityEvent, audience, Subject: null, lookup)
                : null;
        }

        // Google speaks for its own accounts, whichever way it spells its issuer.
        return Text(subject, "sub") is { Length: > 0 and <= 255 } sub && Text(subject, "iss")?.TrimEnd('/') == jwt.Issuer.TrimEnd('/')
            ? new ReceivedSecurityEvent(securityEvent, audience, sub, RefreshTokenLookup: null)
            : null;
    }

    private void LogOther(string name, JsonElement content)
    {
        if (name is Verification)
        {
            logger.LogInformation("Google's verification of the security event stream arrived, with the state {State}.", Shorten(Text(content, "state")));
        }
        else
        {
            logger.LogInformation("A security event {Event} says nothing of a grant.", Shorten(name));
        }
    }

    /// <summary>A <c>jti</c> is unique for its issuer, and may carry several events (RFC 8417 section 2.2).</summary>
    private static Guid IdOf(string jti, string uri) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{jti}\n{uri}")).AsSpan(0, 16));

    /// <summary>One of Google's words, such as <c>hijacking</c>; nothing longer goes into the history.</summary>
    private static string? ReasonOf(JsonElement content) =>
        Text(content, "reason") is { Length: > 0 and <= 40 } reason && reason.All(c => char.IsAsciiLetterLower(c) || c is '-' or '_') ? reason : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string? Shorten(string? text) => text is null ? null : new string([.. text.Where(c => !char.IsControl(c)).Take(LongestLogged)]);
}
