using FluentValidation;
using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Changes where people may be sent after consent. A URL that is removed is refused from then on, also when a consent that is under way ends.</summary>
public sealed record ChangeReturnUrls(TenantId Tenant) : IRequest<Result<Tenant>>
{
    /// <summary>The whole new list; null to start from the present one.</summary>
    public IReadOnlyList<string>? Replacement { get; init; }

    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Each must be one of the tenant's.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>The revision that the admin saw; null for any.</summary>
    public int? Revision { get; init; }
}

internal sealed class ChangeReturnUrlsValidator : AbstractValidator<ChangeReturnUrls>
{
    public ChangeReturnUrlsValidator()
    {
        RuleForEach(command => command.Replacement).ValidReturnUrl();
        RuleForEach(command => command.Added).ValidReturnUrl();
    }
}

internal sealed class ChangeReturnUrlsHandler(ITenantStore tenants) : IRequestHandler<ChangeReturnUrls, Result<Tenant>>
{
    public Task<Result<Tenant>> Handle(ChangeReturnUrls command, CancellationToken cancellationToken) =>
        tenants.ChangeAsync(command.Tenant, command.Revision, tenant => Apply(command, tenant), cancellationToken);

    private static Result<Tenant> Apply(ChangeReturnUrls command, Tenant tenant)
    {
        var present = command.Replacement ?? tenant.ReturnUrls;
        return command.Removed.FirstOrDefault(url => !present.Contains(url, StringComparer.Ordinal)) is { } unknown
            ? CommonFailures.Validation("returnUrl", $"'{Shorten(unknown)}' is not one of the tenant's return URLs, which are compared as exact strings: {string.Join(", ", present)}")
            : tenant.WithReturnUrls([.. present.Except(command.Removed, StringComparer.Ordinal), .. command.Added]);
    }

    private static string Shorten(string url) => url.Length <= 200 ? url : url[..200] + "...";
}
