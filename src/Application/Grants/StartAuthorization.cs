using FluentValidation;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Starts a consent: answers where to send the person.</summary>
/// <param name="Scopes">Null asks for the server's default scopes.</param>
/// <param name="State">The application's own; handed back to it on the return URL.</param>
/// <param name="GrantId">Renews this grant: only its account may answer.</param>
public sealed record StartAuthorization(
    Caller Caller, IReadOnlyList<string>? Scopes, string? LoginHint, string? ReturnUrl, Secret? State, Guid? GrantId)
    : IRequest<Result<StartedAuthorization>>;

/// <summary>A consent that waits for the person.</summary>
public sealed record StartedAuthorization(Guid Id, string AuthorizationUrl, DateTimeOffset ExpiresAt);

internal sealed class StartAuthorizationValidator : AbstractValidator<StartAuthorization>
{
    public StartAuthorizationValidator()
    {
        RuleFor(command => command.Scopes).Must(scopes => scopes is null or { Count: > 0 and <= 50 }).WithMessage("Ask for 1 to 50 scopes, or leave the field out.");
        RuleForEach(command => command.Scopes).ValidScope();
        RuleFor(command => command.LoginHint).ValidAccountHint();
        RuleFor(command => command.ReturnUrl).MaximumLength(2000);
        RuleFor(command => command.State).Must(state => state is null || state.Reveal().Length <= 2000).WithMessage("A state has at most 2000 characters.");
    }
}

internal sealed class StartAuthorizationHandler(ITenantStore tenants, IGrantStore grants, IGoogleClients clients, ConsentRequests consent)
    : IRequestHandler<StartAuthorization, Result<StartedAuthorization>>
{
    public async Task<Result<StartedAuthorization>> Handle(StartAuthorization command, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(command.Caller.Tenant, cancellationToken);
        if (command.ReturnUrl is { } returnUrl && tenant?.AllowsReturnUrl(returnUrl) is not true)
        {
            return CommonFailures.Validation("returnUrl", "This return URL is not one of the tenant's. They are compared as exact strings.");
        }

        GrantView? renewed = null;
        if (command.GrantId is { } grantId && (renewed = await grants.FindAsync(command.Caller.Tenant, grantId, cancellationToken)) is null)
        {
            return CommonFailures.NotFound;
        }

        if (renewed?.Grant.Status is GrantStatus.Erased)
        {
            return GrantFailures.Erased;
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, cancellationToken);
        var stored = await consent.OpenAsync(
            command.Caller.Tenant,
            ScopeSet.Of(command.Scopes ?? client.DefaultScopes),
            command.LoginHint ?? renewed?.Account?.Email,
            command.ReturnUrl,
            command.State,
            command.GrantId,
            forceConsent: renewed is { Grant.IsUsable: false },
            cancellationToken);
        var url = await consent.UrlForAsync(stored, cancellationToken);
        return new StartedAuthorization(stored.Authorization.Id, url, stored.Authorization.ExpiresAt);
    }
}
