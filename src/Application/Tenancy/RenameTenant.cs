using FluentValidation;
using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Changes the name that people see on the connect page.</summary>
/// <param name="Revision">The revision that the admin saw; null for any.</param>
public sealed record RenameTenant(TenantId Tenant, string Name, int? Revision) : IRequest<Result<Tenant>>;

internal sealed class RenameTenantValidator : AbstractValidator<RenameTenant>
{
    public RenameTenantValidator() => RuleFor(command => command.Name).ValidTenantName();
}

internal sealed class RenameTenantHandler(ITenantStore tenants) : IRequestHandler<RenameTenant, Result<Tenant>>
{
    public Task<Result<Tenant>> Handle(RenameTenant command, CancellationToken cancellationToken) =>
        tenants.ChangeAsync(command.Tenant, command.Revision, tenant => tenant.Rename(command.Name), cancellationToken);
}
