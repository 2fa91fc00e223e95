using FluentValidation;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Exchanges a one-time authorization code, learns who the person is and stores the credentials under their id:
/// the flow that everything rests on.
/// </summary>
/// <param name="RedirectUri">The one that the code was made for; <c>postmessage</c> for Google's JavaScript client.</param>
/// <param name="Scopes">What was asked for; null when the client does not say.</param>
/// <param name="State">Kept in the URL that repairs a failure.</param>
public sealed record ExchangeCode(Caller Caller, Secret Code, string RedirectUri, Secret? CodeVerifier, ScopeSet? Scopes, Secret? State)
    : IRequest<Result<ConnectedGrant>>
{
    /// <summary>The redirect URI of Google's JavaScript client in pop-up mode.</summary>
    public const string PostMessage = "postmessage";

    /// <summary>Set when the code answers an authorization of the platform's own.</summary>
    internal StoredAuthorization? Answers { get; private init; }

    internal static ExchangeCode Of(Caller caller, StoredAuthorization answered, Secret code) =>
        new(caller, code, RedirectUri: "", answered.Secrets.CodeVerifier, answered.Authorization.Scopes, answered.Secrets.ClientState) { Answers = answered };
}

/// <summary>An account that is now connected.</summary>
/// <param name="Created">False when it continued a grant.</param>
/// <param name="MissingScopes">Asked for and not granted (granular consent).</param>
public sealed record ConnectedGrant(Guid Id, bool Created, string? Email, IReadOnlyList<string> Scopes, IReadOnlyList<string> MissingScopes);

internal sealed class ExchangeCodeValidator : AbstractValidator<ExchangeCode>
{
    public ExchangeCodeValidator()
    {
        RuleFor(command => command.Code).Must(code => code.Reveal().Length is > 0 and <= 512).WithMessage("Send the authorization code as Google gave it.");
        RuleFor(command => command.RedirectUri)
            .Must(uri => uri is ExchangeCode.PostMessage || (uri is { Length: <= 2000 } && Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
            .WithMessage("Send the redirect URI that the code was made for, or 'postmessage'.");
        RuleFor(command => command.CodeVerifier)
            .Must(verifier => verifier is null || (verifier.Reveal() is { Length: >= 43 and <= 128 } text && text.All(IsUnreserved)))
            .WithMessage("A code verifier has 43 to 128 unreserved characters (RFC 7636).");
        RuleForEach(command => command.Scopes).ValidScope();
        RuleFor(command => command.State).Must(state => state is null || state.Reveal().Length <= 2000).WithMessage("A state has at most 2000 characters.");
    }

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}

internal sealed class ExchangeCodeHandler(
    IGoogleClients clients,
    ITokenEndpoint google,
    IIdentityProvider identities,
    IRequestHandler<StoreCredentials, Result<ConnectedGrant>> storeCredentials,
    ConsentRequests consent,
    TimeProvider clock)
    : IRequestHandler<ExchangeCode, Result<ConnectedGrant>>
{
    public async Task<Result<ConnectedGrant>> Handle(ExchangeCode command, CancellationToken cancellationToken)
    {
        var client = await clients.ForTenantAsync(command.Caller.Tenant, cancellationToken);
        var redirectUri = command.Answers is null ? command.RedirectUri : client.RedirectUri;
        var started = clock.GetTimestamp();

        // The attempt spends the code, and its answer may hold a refresh token: a caller that goes away must not lose it.
        var exchange = await google.ExchangeAsync(client, command.Code, redirectUri, command.CodeVerifier, CancellationToken.None);
        if (!exchange.Succeeded(out var tokens, out var failure))
        {
            return await WithUrlAsync(failure, command, client, loginHint: null, forceConsent: false);
        }

        var latency = clock.GetElapsedTime(started);
        var identification = await identities.IdentifyAsync(client, tokens, command.Answers?.Secrets.Nonce, CancellationToken.None);
        if (!identification.Succeeded(out var identity, out failure))
        {
            return await WithUrlAsync(failure, command, client, loginHint: null, forceConsent: true);
        }

        var authorization = command.Answers?.Authorization;
        var stored = await storeCredentials.Handle(
            new StoreCredentials(command.Caller, identity, tokens, command.Scopes, authorization?.GrantId, authorization?.ReturnUrl, latency),
            CancellationToken.None);
        if (stored.Succeeded(out var grant, out failure))
        {
            return grant;
        }

        // Another account's consent says nothing of the one that is asked for.
        var (loginHint, forceConsent) = failure.Code == GrantFailures.AccountMismatch.Code
            ? (null, false)
            : (identity.Account.Email ?? identity.Account.Subject, true);
        return await WithUrlAsync(failure, command, client, loginHint, forceConsent);
    }

    /// <summary>Whoever runs the flow gets the URL that repairs it: a client with a redirect URI of its own, its own URL.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="command">Whose flow it is.</param>
    /// <param name="client">The Google client of the flow.</param>
    /// <param name="loginHint">The person, where they are known.</param>
    /// <param name="forceConsent">Set once the code is spent: its refresh token is lost, and Google sends another only where consent is shown.</param>
    private async Task<Result<ConnectedGrant>> WithUrlAsync(
        Failure failure, ExchangeCode command, GoogleClient client, string? loginHint, bool forceConsent)
    {
        if (command.Answers is { } answered)
        {
            return failure with { AuthorizationUrl = await consent.RepairUrlAsync(answered, loginHint, forceConsent, CancellationToken.None) };
        }

        var scopes = command.Scopes ?? ScopeSet.Of(client.DefaultScopes);
        return failure with
        {
            AuthorizationUrl = command.RedirectUri is ExchangeCode.PostMessage || command.RedirectUri == client.RedirectUri
                // A pop-up has no address to send a person to, and the platform's callback takes only its own states.
                ? await consent.OfferUrlAsync(command.Caller.Tenant, scopes, loginHint, command.State, forceConsent, CancellationToken.None)
                : consent.UrlFor(client, command.RedirectUri, command.State, scopes, loginHint, forceConsent),
        };
    }
}
