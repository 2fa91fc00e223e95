using FluentValidation;
using GmailPlatform.Application.Grants.Completing;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Takes the person back from Google's consent page (RFC 6749 section 4.1.2): uses up the state, then exchanges the code.</summary>
/// <param name="Code">Null when Google sent an <paramref name="Error"/>.</param>
/// <param name="Issuer">The <c>iss</c> of RFC 9207, where Google sends it.</param>
/// <param name="BrowserBindings">The binding cookies of the browser: one for each connect page that it continued from.</param>
public sealed record CompleteAuthorization(Secret State, Secret? Code, string? Error, string? Issuer, IReadOnlyList<Secret> BrowserBindings)
    : IRequest<Result<CompletedAuthorization>>;

/// <summary>How a consent ended, and where its person goes next.</summary>
/// <param name="ReturnUrl">Null when the application named none: then a page speaks to the person.</param>
/// <param name="Grant">Set when the account is connected.</param>
/// <param name="Failure">Set when it is not; carries the URL that repairs it.</param>
public sealed record CompletedAuthorization(Guid Id, string? ReturnUrl, Secret? ClientState, ConnectedGrant? Grant, Failure? Failure);

internal sealed class CompleteAuthorizationValidator : AbstractValidator<CompleteAuthorization>
{
    /// <summary>Longer than a self-contained state.</summary>
    private const int LongestState = 2000;

    public CompleteAuthorizationValidator()
    {
        RuleFor(command => command.State).Must(state => state.Reveal().Length is > 0 and <= LongestState).WithMessage("The state is missing or too long.");
        RuleFor(command => command.Code)
            .Must((command, code) => code is null ? !string.IsNullOrEmpty(command.Error) : code.Reveal().Length <= 512)
            .WithMessage("Google's answer holds neither a code nor an error.");
    }
}

internal sealed class CompleteAuthorizationHandler(
    IAuthorizationStore authorizations,
    ITenantStore tenants,
    IGoogleClients clients,
    IRequestHandler<ExchangeCode, Result<ConnectedGrant>> exchangeCode,
    StateConsumption states,
    CodeExchanges exchanges,
    RepairUrls urls,
    ConsentRequests consent,
    RememberedOutcomes outcomes,
    IKeyRing keyRing,
    IIssuer issuer,
    TimeProvider clock)
    : IRequestHandler<CompleteAuthorization, Result<CompletedAuthorization>>
{
    public async Task<Result<CompletedAuthorization>> Handle(CompleteAuthorization command, CancellationToken cancellationToken)
    {
        if (await authorizations.FindByStateAsync(command.State, cancellationToken) is not { } stored)
        {
            return GrantFailures.UnknownState;
        }

        if (await tenants.FindAsync(new TenantId(stored.Authorization.TenantId), cancellationToken) is not { IsSuspended: false } tenant)
        {
            return TenancyFailures.TenantSuspended;
        }

        var result = await CompleteAsync(command, Restrict(stored, tenant), cancellationToken);
        // A return URL that was removed meanwhile is not redirected to: a page speaks to the person.
        return result.Succeeded(out var completed, out var failure)
            ? completed with { ReturnUrl = completed.ReturnUrl is { } returnUrl && tenant.AllowsReturnUrl(returnUrl) ? returnUrl : null }
            : failure;
    }

    /// <summary>The organization that the tenant is restricted to by now also holds for a consent that was started before.</summary>
    private static StoredAuthorization Restrict(StoredAuthorization stored, Tenant tenant) =>
        tenant.HostedDomain is { } admitted && !admitted.Admits(stored.Authorization.HostedDomain)
            ? stored with { Authorization = stored.Authorization with { HostedDomain = admitted } }
            : stored;

    private async Task<Result<CompletedAuthorization>> CompleteAsync(CompleteAuthorization command, StoredAuthorization stored, CancellationToken cancellationToken)
    {
        // Everything that may fail here comes before the state is used up, so that the page can be loaded again.
        var client = await clients.ForTenantAsync(new TenantId(stored.Authorization.TenantId), cancellationToken);
        keyRing.AssertSeals();
        var refusal = RefusalOf(command);
        if (refusal is null && stored.Authorization.MayBeFinishedBy(command.BrowserBindings) && states.IsUnconfirmed(stored))
        {
            return await ExchangeAsync(command, stored, client, () => Task.FromResult(states.TryResume(stored) ? stored : null), cancellationToken);
        }

        var consumption = stored.Authorization.Consume(command.BrowserBindings, command.Code is not null, clock.GetUtcNow());
        if (!consumption.Succeeded(out var consumed, out var failure))
        {
            return failure.Kind is FailureKind.Forbidden ? failure : await RepeatAsync(stored, client, failure, cancellationToken);
        }

        consumed = consumed with { Outcome = refusal is null ? null : AuthorizationOutcomes.Of(refusal) };
        return refusal is null
            ? await ExchangeAsync(command, stored, client, () => states.TryConsumeAsync(stored with { Authorization = consumed }), cancellationToken)
            : await RefuseAsync(command, stored with { Authorization = consumed }, client, refusal, cancellationToken);
    }

    /// <summary>Reserves the slot of the exchange first: a state that is used up while all are taken would cost its person another consent.</summary>
    private async Task<Result<CompletedAuthorization>> ExchangeAsync(
        CompleteAuthorization command, StoredAuthorization stored, GoogleClient client, Func<Task<StoredAuthorization?>> tryConsume, CancellationToken ct)
    {
        if (!exchanges.TryReserve(new TenantId(stored.Authorization.TenantId)).Succeeded(out var slot, out var full))
        {
            return full;
        }

        using (slot)
        {
            // The state is used up before the code is spent: of two callbacks with one state, one goes on.
            if (await tryConsume() is { } consumed)
            {
                return await ExchangeAsync(consumed, client, command.Code!, slot);
            }
        }

        return await RepeatWinnerAsync(command, client, ct);
    }

    private async Task<Result<CompletedAuthorization>> RefuseAsync(
        CompleteAuthorization command, StoredAuthorization consumed, GoogleClient client, Failure refusal, CancellationToken ct) =>
        await states.TryConsumeAsync(consumed) is { } stored
            ? Failed(stored, refusal with { AuthorizationUrl = consent.RepairUrl(client, stored, loginHint: null, forceConsent: command.Code is not null) })
            : await RepeatWinnerAsync(command, client, ct);

    /// <summary>The outcome of the request that consumed the state.</summary>
    private async Task<Result<CompletedAuthorization>> RepeatWinnerAsync(CompleteAuthorization command, GoogleClient client, CancellationToken ct) =>
        await authorizations.FindByStateAsync(command.State, ct) is { Authorization: { ConsumedAt: not null } winner } first && winner.MayBeFinishedBy(command.BrowserBindings)
            ? await outcomes.RepeatAsync(first, client, ct)
            : GrantFailures.Busy;

    /// <summary>From here on a person who closes the browser loses nothing.</summary>
    private async Task<Result<CompletedAuthorization>> ExchangeAsync(StoredAuthorization used, GoogleClient client, Secret code, ExchangeSlot slot)
    {
        var caller = new Caller(new TenantId(used.Authorization.TenantId), Actor.User);
        var exchange = await exchangeCode.Handle(ExchangeCode.Of(caller, used, client, code, slot), CancellationToken.None);
        if (exchange.Succeeded(out var grant, out var failure))
        {
            return new CompletedAuthorization(used.Authorization.Id, used.Authorization.ReturnUrl, used.Secrets.ClientState, grant, Failure: null);
        }

        // A page to load again: the application must not hear of a failure that may still become a connection. Nor does a suspended tenant's.
        return GrantFailures.IsPending(failure) || failure.Kind is FailureKind.Forbidden
            ? failure
            : Failed(used, failure.AuthorizationUrl is null ? urls.WithUrl(client, used, failure) : failure);
    }

    /// <summary>A state that was used repeats its outcome while it would be valid; one that ran out is asked for again.</summary>
    private async Task<Result<CompletedAuthorization>> RepeatAsync(StoredAuthorization stored, GoogleClient client, Failure failure, CancellationToken ct)
    {
        if (stored.Authorization.ConsumedAt is null)
        {
            return Failed(stored, failure with { AuthorizationUrl = consent.RepairUrl(client, stored, loginHint: null, forceConsent: false) });
        }

        // The URL stays in the browser's history, where it must not show the account to others.
        return clock.GetUtcNow() < stored.Authorization.ExpiresAt ? await outcomes.RepeatAsync(stored, client, ct) : failure;
    }

    private Failure? RefusalOf(CompleteAuthorization command) => command switch
    {
        { Issuer: { } answered } when answered != issuer.Name => GrantFailures.CodeExchangeFailed with { Reason = "issuerMismatch" },
        { Code: not null } => null,
        _ => GoogleRefusals.OfCallback(command.Error),
    };

    private static CompletedAuthorization Failed(StoredAuthorization stored, Failure failure) =>
        new(stored.Authorization.Id, stored.Authorization.ReturnUrl, stored.Secrets.ClientState, Grant: null, failure);
}
