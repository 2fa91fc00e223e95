using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Removes a secret of a tenant's own Google client, but never the last one.</summary>
/// <param name="Label">As the list of secrets shows it.</param>
public sealed record RemoveClientSecret(TenantId Tenant, string Label) : IRequest<Result<IReadOnlyList<ClientSecretInfo>>>;

internal sealed class RemoveClientSecretHandler(ITenantStore tenants) : IRequestHandler<RemoveClientSecret, Result<IReadOnlyList<ClientSecretInfo>>>
{
    public async Task<Result<IReadOnlyList<ClientSecretInfo>>> Handle(RemoveClientSecret command, CancellationToken cancellationToken)
    {
        var changed = await tenants.ChangeSecretsAsync(command.Tenant, (_, secrets) => Remove(secrets, command.Label), cancellationToken);
        return changed.Succeeded(out var left, out var failure) ? Result<IReadOnlyList<ClientSecretInfo>>.Success([.. left.Select(secret => secret.Info)]) : failure;
    }

    private static Result<IReadOnlyList<ClientSecret>> Remove(IReadOnlyList<ClientSecret> secrets, string label)
    {
        IReadOnlyList<ClientSecret> left = [.. secrets.Where(secret => secret.Info.Label != label)];
        return left.Count switch
        {
            _ when left.Count == secrets.Count => TenancyFailures.UnknownClientSecret,
            0 => TenancyFailures.LastClientSecret,
            _ => Result<IReadOnlyList<ClientSecret>>.Success(left),
        };
    }
}
