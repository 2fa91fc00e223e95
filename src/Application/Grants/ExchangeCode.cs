using FluentValidation;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>The Google client of the flow, where it is known.</summary>
    internal GoogleClient? Client { get; private init; }

    /// <summary>The slot that was reserved before the state was consumed.</summary>
    internal ExchangeSlot? Slot { get; private init; }

    internal static ExchangeCode Of(Caller caller, StoredAuthorization answered, GoogleClient client, Secret code, ExchangeSlot slot) =>
        new(caller, code, RedirectUri: "", answered.Secrets.CodeVerifier, answered.Authorization.Scopes, answered.Secrets.ClientState, answered.Authorization.GrantId)
        {
            Answers = answered,
            Client = client,
            Slot = slot,
        };
}

/// <summary>An account that is now connected.</summary>
/// <param name="Created">False when it continued a grant.</param>
/// <param name="MissingScopes">Wanted and not granted (granular consent).</param>
public sealed record ConnectedGrant(Guid Id, bool Created, string? Email, IReadOnlyList<string> Scopes, IReadOnlyList<string> MissingScopes)
{
    /// <summary>Where the person can grant what is missing; null when nothing is.</summary>
    public string? AuthorizationUrl { get; init; }

    /// <summary>Whether the commit of the grant recorded the outcome of its authorization.</summary>
    internal bool IsOutcomeRecorded { get; init; }
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
        RuleFor(command => command.State).FitsAuthorizationUrl();
    }

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}

internal sealed class ExchangeCodeHandler(
    IGrantStore grants, IGoogleClients clients, IKeyRing keyRing, CodeExchanges exchanges, RepairUrls urls, IServiceScopeFactory scopes)
    : IRequestHandler<ExchangeCode, Result<ConnectedGrant>>
{
    public async Task<Result<ConnectedGrant>> Handle(ExchangeCode command, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(command, cancellationToken);
        if (!opened.Succeeded(out var flow, out var refusal))
        {
            return refusal;
        }

        // Before the code is spent on tokens that could not be stored.
        keyRing.AssertSeals();
        var exchange = await exchanges.RunAsync(flow, result => RecordOutcomeAsync(command, result), command.Slot);
        // One that broke before it could make a URL.
        return !exchange.Succeeded(out _, out var failure) && failure == GrantFailures.ExchangeBroken
            ? urls.WithUrl(new ExchangeState.Failed(failure, ForceConsent: true), flow)
            : exchange;
    }

    /// <summary>Looks before the code is spent.</summary>
    private async Task<Result<ExchangeFlow>> OpenAsync(ExchangeCode command, CancellationToken ct)
    {
        if (command is { Answers: { } answered, Client: { } known })
        {
            return new ExchangeFlow(command, known, answered.Authorization.HostedDomain);
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, ct);
        var flow = new ExchangeFlow(command, client, client.HostedDomain);
        if (command.GrantId is not { } grantId)
        {
            return flow;
        }

        return await grants.FindAsync(command.Caller.Tenant, grantId, ct) switch
        {
            null => CommonFailures.NotFound,
            { Grant.Status: GrantStatus.Erased } => GrantFailures.Erased,
            var renewed => flow with { Renewed = renewed },
        };
    }

    /// <summary>In a scope of its own: the request may have ended long before.</summary>
    private async Task RecordOutcomeAsync(ExchangeCode command, Result<ConnectedGrant> result)
    {
        if (command.Answers is { } answered && !(result.Succeeded(out var grant, out _) && grant.IsOutcomeRecorded))
        {
            await using var scope = scopes.CreateAsyncScope();
            var authorizations = scope.ServiceProvider.GetRequiredService<IAuthorizationStore>();
            await authorizations.TryRecordOutcomeAsync(answered, AuthorizationOutcomes.Of(result), CancellationToken.None);
        }
    }
}
