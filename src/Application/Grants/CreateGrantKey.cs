using FluentValidation;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Creates an API key that reaches one grant and nothing else. The answer is the only sight of its token.</summary>
/// <param name="Tenant">Who owns the grant.</param>
/// <param name="GrantId">The grant that the key is bound to.</param>
/// <param name="Name">What the key is for; null for a usual name.</param>
/// <param name="Permissions">Some of <see cref="Permission.OfGrantKeys"/>; null for all that the creator may hand on.</param>
/// <param name="ExpiresAt">When the key ends; null for never.</param>
public sealed record CreateGrantKey(TenantId Tenant, Guid GrantId, string? Name, IReadOnlyList<string>? Permissions, DateTimeOffset? ExpiresAt)
    : IRequest<Result<CreatedApiKey>>
{
    /// <summary>What the creator itself may do; null for an operator, who may hand on everything.</summary>
    public IReadOnlyList<string>? CreatorPermissions { get; init; }
}

internal sealed class CreateGrantKeyValidator : AbstractValidator<CreateGrantKey>
{
    public CreateGrantKeyValidator(TimeProvider clock)
    {
        RuleFor(command => command.Name).MaximumLength(100).Must(name => name is null || !string.IsNullOrWhiteSpace(name)).WithMessage("A name must not be empty.");
        RuleFor(command => command.Permissions).Must(permissions => permissions is not []).WithMessage("Name at least one permission, or leave the list out.");
        RuleForEach(command => command.Permissions)
            .Must(permission => Permission.OfGrantKeys.Contains(permission))
            .WithMessage($"A permission of a key that is bound to a grant is one of {string.Join(", ", Permission.OfGrantKeys)}.");
        RuleFor(command => command.ExpiresAt).Must(at => at is null || at > clock.GetUtcNow()).WithMessage("The expiry lies in the past.");
    }
}

internal sealed class CreateGrantKeyHandler(IGrantStore grants, IApiKeyStore keys, TimeProvider clock)
    : IRequestHandler<CreateGrantKey, Result<CreatedApiKey>>
{
    private const string UsualName = "Grant key";

    /// <summary>The list of a grant's keys has one page.</summary>
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

        if (!Grantable(command).Succeeded(out var permissions, out var failure))
        {
            return failure;
        }

        if ((await keys.ListOfGrantAsync(command.Tenant, grant.Id, cancellationToken)).Count >= Maximum)
        {
            return TenancyFailures.TooManyGrantKeys;
        }

        var (key, token) = ApiKey.Create(command.Tenant, command.Name ?? UsualName, permissions, command.ExpiresAt, clock.GetUtcNow(), grant.Id);
        await keys.SaveAsync(key, cancellationToken);
        return new CreatedApiKey(key, token);
    }

    /// <summary>Nobody hands on what they do not have.</summary>
    private static Result<IReadOnlyList<string>> Grantable(CreateGrantKey command)
    {
        var allowed = Permission.OfGrantKeys.Where(permission => command.CreatorPermissions?.Contains(permission) != false).ToList();
        if (command.Permissions?.FirstOrDefault(wanted => !allowed.Contains(wanted)) is { } missing)
        {
            return TenancyFailures.MissingPermission(missing);
        }

        return allowed.Count == 0
            ? TenancyFailures.MissingPermission(Permission.MailRead)
            : Result<IReadOnlyList<string>>.Success(command.Permissions ?? allowed);
    }
}
