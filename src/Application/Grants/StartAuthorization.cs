using FluentValidation;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Starts a consent: answers where to send the person. Of one whose grant is known, by its id or by the login hint, only what that
/// grant lacks is asked for.
/// </summary>
/// <param name="Scopes">Null asks for what the renewed grant covers and misses, else for the server's default scopes.</param>
/// <param name="State">The application's own; handed back to it on the return URL.</param>
/// <param name="GrantId">Renews this grant: only its account may answer.</param>
public sealed record StartAuthorization(
    Caller Caller, IReadOnlyList<string>? Scopes, string? LoginHint, string? ReturnUrl, Secret? State, Guid? GrantId)
    : IRequest<Result<StartedAuthorization>>
{
    /// <summary>Only an account of this organization may answer; <c>*</c> is any, null is whom the tenant admits.</summary>
    public string? HostedDomain { get; init; }
}

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
        RuleFor(command => command.HostedDomain).ValidHostedDomain();
        RuleFor(command => command.State).Must(state => state is null || state.Reveal().Length <= 2000).WithMessage("A state has at most 2000 characters.");
        RuleFor(command => command.State).FitsReturnUrl(command => command.ReturnUrl);
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

        if (command.HostedDomain is { } domain && tenant?.HostedDomain is { } admitted && !admitted.Admits(domain))
        {
            return CommonFailures.Validation("hostedDomain", $"Only accounts of {admitted} may connect to this tenant.");
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
            client,
            new ConsentWish(command.Caller.Tenant, ScopesOf(command, renewed?.Grant, client))
            {
                LoginHint = command.LoginHint ?? renewed?.Account?.Email,
                ReturnUrl = command.ReturnUrl,
                ClientState = command.State,
                HostedDomain = command.HostedDomain ?? tenant?.HostedDomain,
                Known = renewed?.Grant ?? await KnownAsync(command, cancellationToken),
                Renews = renewed is not null,
            },
            cancellationToken);
        var url = await consent.UrlForAsync(stored, cancellationToken);
        return new StartedAuthorization(stored.Authorization.Id, url, stored.Authorization.ExpiresAt);
    }

    private static ScopeSet ScopesOf(StartAuthorization command, Grant? renewed, GoogleClient client) => command.Scopes switch
    {
        { } scopes => ScopeSet.Of(scopes),
        _ when renewed is not null => renewed.Scopes.With(renewed.MissingScopes),
        _ => ScopeSet.Of(client.DefaultScopes),
    };

    /// <summary>The grant of the person whom the login hint names, by address or <c>sub</c>; null where that is nobody, or more than one.</summary>
    private async Task<Grant?> KnownAsync(StartAuthorization command, CancellationToken ct)
    {
        if (command.LoginHint is not { Length: > 0 } hint)
        {
            return null;
        }

        if (!hint.Contains('@', StringComparison.Ordinal))
        {
            return (await grants.HoldByAccountAsync(command.Caller.Tenant, hint, ct)).Own?.Grant;
        }

        var found = await grants.ListAsync(command.Caller.Tenant, status: null, hint, new PageRequest(2, PageToken: null), ct);
        return found.Items is [var one] ? one.Grant : null;
    }
}
