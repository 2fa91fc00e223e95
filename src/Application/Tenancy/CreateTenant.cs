using FluentValidation;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Makes a tenant, with a Google OAuth client of its own or with the server's.</summary>
public sealed record CreateTenant(string Name, IReadOnlyList<string> ReturnUrls, string? GoogleClientId, Secret? GoogleClientSecret)
    : IRequest<Result<Tenant>>
{
    /// <summary>Only accounts of this organization may connect.</summary>
    public string? HostedDomain { get; init; }

    /// <summary>The file that the client was read from, whose redirect URIs are checked; null for a client that was given otherwise.</summary>
    public GoogleClientFile? ClientFile { get; init; }
}

internal sealed class CreateTenantValidator : AbstractValidator<CreateTenant>
{
    public CreateTenantValidator()
    {
        RuleFor(command => command.Name).ValidTenantName();
        RuleForEach(command => command.ReturnUrls).ValidReturnUrl();
        RuleFor(command => command.GoogleClientSecret)
            .Must((command, secret) => (secret is null) == (command.GoogleClientId is null))
            .WithMessage("Give the client id and the client secret together.");
        RuleFor(command => command.HostedDomain).ValidHostedDomain();
    }
}

internal sealed class CreateTenantHandler(ITenantStore tenants, IGoogleClients clients, TimeProvider clock) : IRequestHandler<CreateTenant, Result<Tenant>>
{
    public async Task<Result<Tenant>> Handle(CreateTenant command, CancellationToken cancellationToken)
    {
        if (command.ClientFile?.FindUnregistered(clients.Callback) is { } unregistered)
        {
            return unregistered;
        }

        var now = clock.GetUtcNow();
        var tenant = Tenant.Create(TenantId.New(now), command.Name, command.ReturnUrls, command.GoogleClientId, now) with
        {
            HostedDomain = command.HostedDomain,
        };
        await tenants.AddAsync(tenant, command.GoogleClientSecret, cancellationToken);
        return tenant;
    }
}
