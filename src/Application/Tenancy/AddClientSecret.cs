using GmailPlatform.Application.Tenancy.Changes;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Adds a secret to a tenant's own Google client, beside the one that it has: both may be used until one is removed.</summary>
/// <param name="ClientSecretsFile">The text of Google's <c>client_secret.json</c> for the new secret.</param>
public sealed record AddClientSecret(TenantId Tenant, Secret ClientSecretsFile) : IRequest<Result<ClientSecretInfo>>;

internal sealed class AddClientSecretHandler(ITenantStore tenants, IGoogleClients clients, TimeProvider clock)
    : IRequestHandler<AddClientSecret, Result<ClientSecretInfo>>
{
    public async Task<Result<ClientSecretInfo>> Handle(AddClientSecret command, CancellationToken cancellationToken)
    {
        if (!GoogleClientFile.Parse(command.ClientSecretsFile).Succeeded(out var file, out var failure))
        {
            return failure;
        }

        var added = new ClientSecret(file.ClientSecret, clock.GetUtcNow());
        var changed = await tenants.ChangeSecretsAsync(command.Tenant, (tenant, secrets) => Add(tenant, secrets, file, added), cancellationToken);
        return changed.Succeeded(out _, out failure) ? added.Info : failure;
    }

    private Result<IReadOnlyList<ClientSecret>> Add(Tenant tenant, IReadOnlyList<ClientSecret> secrets, GoogleClientFile file, ClientSecret added)
    {
        if (file.ClientId != tenant.GoogleClientId)
        {
            return CommonFailures.Validation(
                "clientSecrets",
                $"The file is of another Google client. This tenant's grants belong to {tenant.GoogleClientId}, and no other client can refresh them: give the file of a secret of that client.");
        }

        if (file.FindUnregistered(clients.Callback) is { } unregistered)
        {
            return unregistered;
        }

        if (secrets.Any(secret => secret.Value.Equals(file.ClientSecret)))
        {
            return TenancyFailures.KnownClientSecret;
        }

        return secrets.Count < ClientSecret.Limit ? Result<IReadOnlyList<ClientSecret>>.Success([added, .. secrets]) : TenancyFailures.TooManyClientSecrets;
    }
}
