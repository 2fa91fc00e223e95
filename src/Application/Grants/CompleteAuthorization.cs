using FluentValidation;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Takes the person back from Google's consent page (RFC 6749 section 4.1.2): uses up the state, then exchanges the code.</summary>
/// <param name="Code">Null when Google sent an <paramref name="Error"/>.</param>
/// <param name="Issuer">The <c>iss</c> of RFC 9207, where Google sends it.</param>
/// <param name="BrowserBinding">The cookie of the connect page, where one was used.</param>
public sealed record CompleteAuthorization(Secret State, Secret? Code, string? Error, string? Issuer, Secret? BrowserBinding)
    : IRequest<Result<CompletedAuthorization>>;

/// <summary>How a consent ended, and where its person goes next.</summary>
/// <param name="ReturnUrl">Null when the application named none: then a page speaks to the person.</param>
/// <param name="Grant">Set when the account is connected.</param>
/// <param name="Failure">Set when it is not; carries the URL that repairs it.</param>
public sealed record CompletedAuthorization(Guid Id, string? ReturnUrl, Secret? ClientState, ConnectedGrant? Grant, Failure? Failure);

internal sealed class CompleteAuthorizationValidator : AbstractValidator<CompleteAuthorization>
{
    /// <summary>An offered state holds its whole authorization, the application's state and return URL included.</summary>
    private const int LongestState = 7000;

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
    IRequestHandler<ExchangeCode, Result<ConnectedGrant>> exchangeCode,
    ConsentRequests consent,
    RememberedOutcomes outcomes,
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

        if (await tenants.IsSuspendedAsync(new TenantId(stored.Authorization.TenantId), cancellationToken))
        {
            return TenancyFailures.TenantSuspended;
        }

        var consumption = stored.Authorization.Consume(command.BrowserBinding, clock.GetUtcNow());
        if (!consumption.Succeeded(out var consumed, out var failure))
        {
            if (failure.Kind is not FailureKind.Forbidden && stored.Authorization.ConsumedAt is not null)
            {
                return await outcomes.RepeatAsync(stored, cancellationToken);
            }

            return failure.Kind is FailureKind.Forbidden ? failure : await FailAsync(stored, failure, cancellationToken);
        }

        // The state is used up before the code is spent: of two callbacks with one state, one goes on.
        if (!await authorizations.TrySaveAsync(stored with { Authorization = consumed }, cancellationToken))
        {
            return await authorizations.FindByStateAsync(command.State, cancellationToken) is { Authorization: { ConsumedAt: not null } winner } used
                && (winner.BrowserBindingSha256 is null || winner.IsBoundTo(command.BrowserBinding))
                ? await outcomes.RepeatAsync(used, cancellationToken)
                : GrantFailures.Busy;
        }

        stored = stored with { Authorization = consumed, Revision = stored.Revision + 1 };

        // From here on a person who closes the browser loses nothing.
        var exchange = await ExchangeAsync(command, stored, CancellationToken.None);
        var connected = exchange.Succeeded(out var grant, out failure);
        return connected
            ? new CompletedAuthorization(consumed.Id, consumed.ReturnUrl, stored.Secrets.ClientState, grant, Failure: null)
            : await FailAsync(stored, failure!, CancellationToken.None);
    }

    private async Task<Result<ConnectedGrant>> ExchangeAsync(CompleteAuthorization command, StoredAuthorization stored, CancellationToken ct)
    {
        if (RefusalOf(command) is { } refusal)
        {
            await authorizations.TryRecordOutcomeAsync(stored, AuthorizationOutcomes.Of(refusal), ct);
            return refusal;
        }

        var caller = new Caller(new TenantId(stored.Authorization.TenantId), Actor.User);
        return await exchangeCode.Handle(ExchangeCode.Of(caller, stored, command.Code!), ct);
    }

    private Failure? RefusalOf(CompleteAuthorization command) => command switch
    {
        { Issuer: { } answered } when answered != issuer.Name => GrantFailures.CodeExchangeFailed with { Reason = "issuerMismatch" },
        { Code: not null } => null,
        _ => GoogleRefusals.OfCallback(command.Error),
    };

    /// <summary>The state is used up or ran out: whatever failed, the person needs a new one to go on.</summary>
    private async Task<CompletedAuthorization> FailAsync(StoredAuthorization stored, Failure failure, CancellationToken ct)
    {
        var url = failure.AuthorizationUrl ?? await consent.RepairUrlAsync(stored, loginHint: null, forceConsent: false, ct);
        return new CompletedAuthorization(
            stored.Authorization.Id, stored.Authorization.ReturnUrl, stored.Secrets.ClientState, Grant: null, failure with { AuthorizationUrl = url });
    }
}
