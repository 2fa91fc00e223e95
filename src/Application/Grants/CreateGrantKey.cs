using FluentValidation;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Creates an API key that gives access to one grant only. Its token is returned here and never again.</summary>
/// <param name="Tenant">Who owns the grant.</param>
/// <param name="GrantId">The grant that the key is bound to.</param>
/// <param name="Name">What the key is for; null for a default name.</param>
/// <param name="Permissions">A subset of <see cref="Permission.ForGrantKeys"/>; null for all that the creator may delegate.</param>
/// <param name="ExpiresAt">When the key expires; null for never.</param>
public sealed record CreateGrantKey(TenantId Tenant, Guid GrantId, string? Name, IReadOnlyList<string>? Permissions, DateTimeOffset? ExpiresAt)
    : IRequest<Result<CreatedApiKey>>
{
    /// <summary>The permissions of the creating key; null for an operator, who may delegate all of them.</summary>
    public IReadOnlyList<string>? CreatorPermissions { get; init; }
}

internal sealed class CreateGrantKeyValidator : AbstractValidator<CreateGrantKey>
{
    public CreateGrantKeyValidator(TimeProvider clock)
    {
        RuleFor(command => command.Name).MaximumLength(100).Must(name => name is null || !string.IsNullOrWhiteSpace(name)).WithMessage("A name must not be empty.")
            .WithoutControlCharacters();
        RuleFor(command => command.Permissions).Must(permissions => permissions is not []).WithMessage("Name at least one permission, or omit the list.");
        RuleForEach(command => command.Permissions)
            .Must(permission => Permission.ForGrantKeys.Contains(permission))
            .WithMessage($"A key that is bound to a grant may have these permissions: {string.Join(", ", Permission.ForGrantKeys)}.");
        RuleFor(command => command.ExpiresAt).Must(at => at is null || at > clock.GetUtcNow()).WithMessage("The expiry must be in the future.");
    }
}

internal sealed class CreateGrantKeyHandler(IGrantStore grants, IApiKeyStore keys, TimeProvider clock)
    : IRequestHandler<CreateGrantKey, Result<CreatedApiKey>>
{
    private const string DefaultName = "Grant key";

    /// <summary>Keeps the list of a grant's keys to one page.</summary>
    private const int Maximum = 100;

    public async Task<Result<CreatedApiKey>> Handle(CreateGrantKey command, CancellationToken cancellationToken)
    {
        if (await grants.FindAsync(command.Tenant, command.GrantId, cancellationToken) is not { Grant: var grant })
        {
            return CommonFailures.NotFound;
        }

        if (grant.Status is GrantStatus.Erased)
        {
            return GrantFailures.Erased;
        }

        if (!Delegable(command).Succeeded(out var permissions, out var failure))
        {
            return failure;
        }

        if ((await keys.ListByGrantAsync(command.Tenant, grant.Id, cancellationToken)).Count >= Maximum)
        {
            return TenancyFailures.TooManyGrantKeys;
        }

        var (key, token) = ApiKey.Create(command.Tenant, command.Name ?? DefaultName, permissions, command.ExpiresAt, clock.GetUtcNow(), grant.Id);
        return await keys.TrySaveAsync(key, cancellationToken) ? new CreatedApiKey(key, token) : GrantFailures.Erased;
    }

    /// <summary>The permissions of the new key: a key cannot delegate what it lacks.</summary>
    private static Result<IReadOnlyList<string>> Delegable(CreateGrantKey command)
    {
        var allowed = Permission.ForGrantKeys.Where(permission => command.CreatorPermissions?.Contains(permission) != false).ToList();
        if (command.Permissions?.FirstOrDefault(wanted => !allowed.Contains(wanted)) is { } missing)
        {
            return TenancyFailures.MissingPermission(missing);
        }

        return allowed.Count == 0
            ? TenancyFailures.MissingPermission(Permission.MailRead)
            : Result<IReadOnlyList<string>>.Success(command.Permissions ?? allowed);
    }
}
