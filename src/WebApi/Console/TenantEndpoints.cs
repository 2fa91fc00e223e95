using GmailPlatform.Application.Console;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace GmailPlatform.WebApi.Console;

/// <summary>Tenants and their keys: auditors look, admins manage.</summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this RouteGroupBuilder console)
    {
        console.MapGet("/tenants", ListTenantsAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.ReadTenants);
        console.MapGet("/tenants/{id:guid}", ListApiKeysAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.ReadTenants);
        console.MapPost("/tenants", CreateTenantAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.CreatedTenant);
        console.MapPost("/tenants/{id:guid}/keys", CreateApiKeyAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.CreatedApiKey);
        console.MapPost("/tenants/{id:guid}/keys/{keyId}/revoke", RevokeApiKeyAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.RevokedApiKey);
    }

    private static async Task<IResult> ListTenantsAsync(HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListTenants(), ct)).Succeeded(out var tenants, out var failure)
            ? ConsolePages.Show<TenantsPage>(new { Tenants = tenants, CallerOf(http).MayAdminister })
            : ConsolePages.Failure(http, failure);

    private static Task<IResult> ListApiKeysAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct, string? confirm = null, string? done = null) =>
        ShowAsync(id, http, mediator, new TenantPageState(confirm, done), ct);

    private static async Task<IResult> CreateTenantAsync(
        [FromForm] string name, [FromForm] string? returnUrls, [FromForm] string? hostedDomain, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var command = new CreateTenant(name, FormText.Lines(returnUrls), Client: null) { HostedDomain = FormText.Given(hostedDomain) };
        return (await mediator.Send(command, ct)).Succeeded(out var tenant, out var failure)
            ? ConsolePages.SeeOther($"{ConsoleMenu.Tenants}/{tenant.Id}")
            : ConsolePages.Failure(http, failure);
    }

    /// <summary>Answers with the page itself: the key is nowhere afterwards, so that no redirect could show it.</summary>
    private static async Task<IResult> CreateApiKeyAsync(
        Guid id, [FromForm] string name, [FromForm] StringValues permissions, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new CreateApiKey(new TenantId(id), name, [.. permissions.OfType<string>()], ExpiresAt: null), ct)).Succeeded(out var created, out var failure)
            ? await ShowAsync(id, http, mediator, new TenantPageState(Created: created), ct)
            : ConsolePages.Failure(http, failure);

    private static async Task<IResult> RevokeApiKeyAsync(Guid id, string keyId, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RevokeApiKey(keyId), ct)).Succeeded(out _, out var failure)
            ? ConsolePages.SeeOther($"{ConsoleMenu.Tenants}/{id}")
            : ConsolePages.Failure(http, failure);

    private static async Task<IResult> ShowAsync(Guid id, HttpContext http, IMediator mediator, TenantPageState state, CancellationToken ct)
    {
        if (!(await mediator.Send(new GetTenant(new TenantId(id)), ct)).Succeeded(out var tenant, out var failure)
            || !(await mediator.Send(new ListApiKeys(tenant.TenantId), ct)).Succeeded(out var keys, out failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        var mayAdminister = CallerOf(http).MayAdminister;
        return ConsolePages.Show<TenantPage>(new
        {
            Tenant = tenant,
            Keys = keys,
            Secrets = await FindSecretsAsync(tenant, mediator, ct),
            state.Created,
            Confirm = mayAdminister ? state.Confirm : null,
            state.Done,
            MayAdminister = mayAdminister,
        });
    }

    /// <summary>Null for a tenant without a client of its own, and where the sealing key is missing: the rest of the tenant is shown all the same.</summary>
    private static async Task<IReadOnlyList<ClientSecretInfo>?> FindSecretsAsync(Tenant tenant, IMediator mediator, CancellationToken ct)
    {
        try
        {
            return tenant.GoogleClientId is not null && (await mediator.Send(new ListClientSecrets(tenant.TenantId), ct)).Succeeded(out var secrets, out _) ? secrets : null;
        }
        catch (SealingKeyMissingException)
        {
            return null;
        }
    }

    private static ConsoleCaller CallerOf(HttpContext http) => ConsoleIdentity.CallerOf(http.User);

    private sealed record TenantPageState(string? Confirm = null, string? Done = null, CreatedApiKey? Created = null);
}
