using FluentValidation;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Makes an API key. The answer is the only sight of its token.</summary>
public sealed record CreateApiKey(TenantId Tenant, string Name, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt)
    : IRequest<Result<CreatedApiKey>>;

public sealed record CreatedApiKey(ApiKey Key, Secret Token);

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKey>
{
    public CreateApiKeyValidator(TimeProvider clock)
    {
        RuleFor(command => command.Name).NotEmpty().MaximumLength(100).WithoutControlCharacters();
        RuleFor(command => command.Permissions).NotEmpty();
        RuleForEach(command => command.Permissions)
            .Must(permission => Permission.All.Contains(permission))
            .WithMessage($"A permission is one of {string.Join(", ", Permission.All)}.");
        RuleFor(command => command.ExpiresAt).Must(at => at is null || at > clock.GetUtcNow()).WithMessage("The expiry lies in the past.");
    }
}

internal sealed class CreateApiKeyHandler(ITenantStore tenants, IApiKeyStore keys, TimeProvider clock)
    : IRequestHandler<CreateApiKey, Result<CreatedApiKey>>
{
    public async Task<Result<CreatedApiKey>> Handle(CreateApiKey command, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(command.Tenant, cancellationToken) is null)
        {
            return TenancyFailures.UnknownTenant;
        }

        var (key, token) = ApiKey.Create(command.Tenant, command.Name, command.Permissions, command.ExpiresAt, clock.GetUtcNow());
        await keys.TrySaveAsync(key, cancellationToken);
        return new CreatedApiKey(key, token);
    }
}
