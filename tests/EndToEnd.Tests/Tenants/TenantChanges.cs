using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>What an admin does to a tenant, by the use cases that command line and console share.</summary>
internal static class TenantChanges
{
    /// <summary>The result of a use case, failed or not.</summary>
    public static async Task<Result<T>> ResultOfAsync<T>(this IServiceProvider services, IRequest<Result<T>> request)
        where T : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public static Task AddSecretAsync(this World world, TestTenant tenant, OwnClient client, string secret) =>
        world.SendAsync(new AddClientSecret(tenant.Id, client.FileOf(secret)));

    public static Task RemoveSecretAsync(this World world, TestTenant tenant, string secret) =>
        world.SendAsync(new RemoveClientSecret(tenant.Id, ClientSecret.LabelOf(new Secret(secret))));

    public static async Task<IReadOnlyList<string>> LabelsAsync(this World world, TestTenant tenant) =>
        [.. (await world.SendAsync(new ListClientSecrets(tenant.Id))).Select(secret => secret.Label)];
}
