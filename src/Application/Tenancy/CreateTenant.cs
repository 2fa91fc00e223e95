using FluentValidation;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Creates a tenant.</summary>
/// <param name="Client">A Google OAuth client of its own; null for the server's.</param>
public sealed record CreateTenant(string Name, IReadOnlyList<string> ReturnUrls, GoogleClientFile? Client) : IRequest<Result<Tenant>>
{
    /// <summary>Only accounts of this organization may connect.</summary>
    public string? HostedDomain { get; init; }
}

internal sealed class CreateTenantValidator : AbstractValidator<CreateTenant>
{
    public CreateTenantValidator()
    {
        RuleFor(command => command.Name).ValidTenantName();
        RuleForEach(command => command.ReturnUrls).ValidReturnUrl();
        RuleFor(command => command.HostedDomain).ValidHostedDomain();
    }
}

internal sealed class CreateTenantHandler(ITenantStore tenants, IGoogleClients clients, TimeProvider clock) : IRequestHandler<CreateTenant, Result<Tenant>>
{
    public async Task<Result<Tenant>> Handle(CreateTenant command, CancellationToken cancellationToken)
    {
        if (command.Client?.FindUnregistered(clients.Callback) is { } unregistered)
        {
            return unregistered;
        }

        var now = clock.GetUtcNow();
        var tenant = Tenant.Create(TenantId.New(now), command.Name, command.ReturnUrls, command.Client?.ClientId, now) with
        {
            HostedDomain = command.HostedDomain,
        };
        await tenants.AddAsync(tenant, command.Client?.ClientSecret, cancellationToken);
        return tenant;
    }
}
