using FluentValidation;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Exchanges a one-time authorization code, learns who the person is and stores the credentials under their id:
/// the flow that everything rests on.
/// </summary>
/// <param name="RedirectUri">The one that the code was made for; <c>postmessage</c> for Google's JavaScript client.</param>
/// <param name="Scopes">What was asked for; null when the client does not say.</param>
/// <param name="State">Kept in the URL that repairs a failure.</param>
/// <param name="GrantId">The grant that this must continue; another account is refused and nothing changes.</param>
public sealed record ExchangeCode(
    Caller Caller, Secret Code, string RedirectUri, Secret? CodeVerifier, ScopeSet? Scopes, Secret? State, Guid? GrantId = null)
    : IRequest<Result<ConnectedGrant>>
{
    /// <summary>The redirect URI of Google's JavaScript client in pop-up mode.</summary>
    public const string PostMessage = "postmessage";

    /// <summary>Set when the code answers an authorization of the platform's own.</summary>
    internal StoredAuthorization? Answers { get; private init; }

    internal static ExchangeCode Of(Caller caller, StoredAuthorization answered, Secret code) =>
        new(caller, code, RedirectUri: "", answered.Secrets.CodeVerifier, answered.Authorization.Scopes, answered.Secrets.ClientState, answered.Authorization.GrantId)
        {
            Answers = answered,
        };
}

/// <summary>An account that is now connected.</summary>
/// <param name="Created">False when it continued a grant.</param>
/// <param name="MissingScopes">Wanted and not granted (granular consent).</param>
public sealed record ConnectedGrant(Guid Id, bool Created, string? Email, IReadOnlyList<string> Scopes, IReadOnlyList<string> MissingScopes)
{
    /// <summary>Where the person can grant what is missing; null when nothing is.</summary>
    public string? AuthorizationUrl { get; init; }
}

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
    ITenantStore tenants,
    IGrantStore grants,
    IGoogleClients clients,
    ITokenEndpoint google,
    IIdentityProvider identities,
    IRequestHandler<StoreCredentials, Result<ConnectedGrant>> storeCredentials,
    IKeyRing keyRing,
    ConsentRequests consent,
    TimeProvider clock)
    : IRequestHandler<ExchangeCode, Result<ConnectedGrant>>
{
    public async Task<Result<ConnectedGrant>> Handle(ExchangeCode command, CancellationToken cancellationToken)
    {
        var flow = await FlowOfAsync(command, cancellationToken);
        if (flow.Refusal is { } refusal)
        {
            return refusal;
        }

        var redirectUri = command.Answers is null ? command.RedirectUri : flow.Client.RedirectUri;
        // Before the code is spent on tokens that could not be stored.
        keyRing.AssertSeals();
        var (started, startedAt) = (clock.GetTimestamp(), clock.GetUtcNow());

        // The attempt spends the code, and its answer may hold a refresh token: a caller that goes away must not lose it.
        var exchange = await google.ExchangeAsync(flow.Client, command.Code, redirectUri, command.CodeVerifier, CancellationToken.None);
        if (!exchange.Succeeded(out var tokens, out var failure))
        {
            return await WithUrlAsync(failure, flow, loginHint: null, forceConsent: false);
        }

        var latency = clock.GetElapsedTime(started);
        var identification = await identities.IdentifyAsync(flow.Client, tokens, command.Answers?.Secrets.Nonce, CancellationToken.None);
        if (!identification.Succeeded(out var identity, out failure))
        {
            return await WithUrlAsync(failure, flow, loginHint: null, forceConsent: true);
        }

        if (!flow.HostedDomain.Admits(identity.HostedDomain))
        {
            return await WithUrlAsync(GrantFailures.WrongHostedDomain, flow, loginHint: null, forceConsent: false);
        }

        var stored = await storeCredentials.Handle(
            new StoreCredentials(command.Caller, identity, tokens, command.Scopes, command.GrantId, command.Answers?.Authorization.ReturnUrl, latency)
            {
                IsWholeAuthorization = command.Answers is { Authorization.Standalone: false },
                ExchangedAt = startedAt,
            },
            CancellationToken.None);
        if (stored.Succeeded(out var grant, out failure))
        {
            return grant.MissingScopes.Count == 0 ? grant : grant with { AuthorizationUrl = await RestUrlAsync(flow, grant) };
        }

        // Another account's consent says nothing of the one that is asked for.
        var (loginHint, forceConsent) = failure.Code == GrantFailures.AccountMismatch.Code
            ? (null, false)
            : (identity.Account.Email ?? identity.Account.Subject, true);
        return await WithUrlAsync(failure, flow, loginHint, forceConsent);
    }

    /// <summary>Looks before the code is spent.</summary>
    private async Task<Flow> FlowOfAsync(ExchangeCode command, CancellationToken ct)
    {
        var client = await clients.ForTenantAsync(command.Caller.Tenant, ct);
        if (command.Answers is { } answered)
        {
            return new Flow(command, client, answered.Authorization.HostedDomain);
        }

        var flow = new Flow(command, client, (await tenants.FindAsync(command.Caller.Tenant, ct))?.HostedDomain);
        if (command.GrantId is not { } grantId)
        {
            return flow;
        }

        return await grants.FindAsync(command.Caller.Tenant, grantId, ct) switch
        {
            null => flow with { Refusal = CommonFailures.NotFound },
            { Grant.Status: GrantStatus.Erased } => flow with { Refusal = GrantFailures.Erased },
            var renewed => flow with { Renewed = renewed },
        };
    }

    private async Task<string> RestUrlAsync(Flow flow, ConnectedGrant connected)
    {
        var held = await grants.HoldAsync(flow.Tenant, connected.Id, CancellationToken.None)
            ?? throw new InvalidOperationException("A grant is never deleted.");
        var wish = ConsentRequests.Renewal(flow.Tenant, held, ScopeSet.Empty) with { ClientState = flow.Command.State, HostedDomain = flow.HostedDomain };
        return flow.Command.Answers is { } answered ? consent.RestUrl(flow.Client, answered, held) : UrlFor(flow, wish);
    }

    /// <summary>Whoever runs the flow gets the URL that repairs it.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="flow">Whose flow it is.</param>
    /// <param name="loginHint">The person, where they are known.</param>
    /// <param name="forceConsent">Set once the code is spent: its refresh token is lost, and Google sends another only where consent is shown.</param>
    private async Task<Result<ConnectedGrant>> WithUrlAsync(Failure failure, Flow flow, string? loginHint, bool forceConsent)
    {
        var command = flow.Command;
        if (command.Answers is { } answered)
        {
            // Whoever was hinted at has no account there: only the choice of accounts leads on.
            var failed = failure == GrantFailures.WrongHostedDomain
                ? answered with { Authorization = answered.Authorization with { LoginHint = null } }
                : answered;
            return failure with { AuthorizationUrl = await consent.RepairUrlAsync(failed, loginHint, forceConsent, CancellationToken.None) };
        }

        var wish = new ConsentWish(flow.Tenant, command.Scopes ?? ScopeSet.Of(flow.Client.DefaultScopes))
        {
            LoginHint = loginHint ?? flow.Renewed?.Account?.Email,
            ClientState = command.State,
            HostedDomain = flow.HostedDomain,
            Known = flow.Renewed?.Grant,
            Renews = flow.Renewed is not null,
            ForceConsent = forceConsent,
        };
        return failure with { AuthorizationUrl = UrlFor(flow, wish) };
    }

    /// <summary>A client with a redirect URI of its own gets its own URL.</summary>
    private string UrlFor(Flow flow, ConsentWish wish) =>
        flow.Command.RedirectUri is ExchangeCode.PostMessage || flow.Command.RedirectUri == flow.Client.RedirectUri
            // A pop-up has no address to send a person to, and the platform's callback takes only its own states.
            ? consent.OfferUrl(flow.Client, wish)
            : consent.UrlFor(flow.Client, flow.Command.RedirectUri, wish);

    /// <summary>A code, and what is known of its flow.</summary>
    /// <param name="HostedDomain">Only an account of this organization may answer.</param>
    private sealed record Flow(ExchangeCode Command, GoogleClient Client, string? HostedDomain)
    {
        public TenantId Tenant => Command.Caller.Tenant;

        /// <summary>The grant that a client renews by a flow of its own.</summary>
        public GrantView? Renewed { get; init; }

        /// <summary>Why the code is not even tried.</summary>
        public Failure? Refusal { get; init; }
    }
}
