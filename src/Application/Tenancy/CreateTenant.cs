using FluentValidation;
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
}

internal sealed class CreateTenantValidator : AbstractValidator<CreateTenant>
{
    public CreateTenantValidator()
    {
        RuleFor(command => command.Name).NotEmpty().MaximumLength(100).WithoutControlCharacters();
        RuleForEach(command => command.ReturnUrls).Must(BeAnHttpUrl).WithMessage("A return URL is an absolute http or https URL in printable ASCII, without a user name or a fragment.");
        RuleFor(command => command.GoogleClientSecret)
            .Must((command, secret) => (secret is null) == (command.GoogleClientId is null))
            .WithMessage("Give the client id and the client secret together.");
        RuleFor(command => command.HostedDomain).ValidHostedDomain();
    }

    private static bool BeAnHttpUrl(string? url) =>
        url is not null && url.All(c => c is > ' ' and < '\x7f') && !url.Contains('#', StringComparison.Ordinal)
        && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.UserInfo.Length == 0;
}

internal sealed class CreateTenantHandler(ITenantStore tenants, TimeProvider clock) : IRequestHandler<CreateTenant, Result<Tenant>>
{
    public async Task<Result<Tenant>> Handle(CreateTenant command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tenant = Tenant.Create(TenantId.New(now), command.Name, command.ReturnUrls, command.GoogleClientId, now) with
        {
            HostedDomain = command.HostedDomain,
        };
        await tenants.AddAsync(tenant, command.GoogleClientSecret, cancellationToken);
        return tenant;
    }
}
