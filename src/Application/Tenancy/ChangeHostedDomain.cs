using FluentValidation;
using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Changes whose accounts may connect. A restriction also applies to consents that are under way; lifting one applies to new consents only. Connected accounts stay connected.</summary>
/// <param name="HostedDomain">The domain of an organization; <c>*</c> is any organization, null is anybody.</param>
/// <param name="Revision">The revision that the admin saw; null for any.</param>
public sealed record ChangeHostedDomain(TenantId Tenant, string? HostedDomain, int? Revision) : IRequest<Result<Tenant>>;

internal sealed class ChangeHostedDomainValidator : AbstractValidator<ChangeHostedDomain>
{
    public ChangeHostedDomainValidator() => RuleFor(command => command.HostedDomain).ValidHostedDomain();
}

internal sealed class ChangeHostedDomainHandler(ITenantStore tenants) : IRequestHandler<ChangeHostedDomain, Result<Tenant>>
{
    public Task<Result<Tenant>> Handle(ChangeHostedDomain command, CancellationToken cancellationToken) =>
        tenants.ChangeAsync(command.Tenant, command.Revision, tenant => tenant with { HostedDomain = command.HostedDomain }, cancellationToken);
}
