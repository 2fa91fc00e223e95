using GmailPlatform.Application.Console;
using GmailPlatform.Application.Tenancy;
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
        console.MapPost("/tenants/{id:guid}/suspend", SuspendTenantAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.SuspendedTenant);
        console.MapPost("/tenants/{id:guid}/keys", CreateApiKeyAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.CreatedApiKey);
        console.MapPost("/tenants/{id:guid}/keys/{keyId}/revoke", RevokeApiKeyAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.RevokedApiKey);
    }

    private static async Task<IResult> ListTenantsAsync(HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListTenants(), ct)).Succeeded(out var tenants, out var failure)
            ? ConsolePages.Show<TenantsPage>(new { Tenants = tenants, CallerOf(http).MayAdminister })
            : ConsolePages.Failure(http, failure);

    private static Task<IResult> ListApiKeysAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct, string? confirm = null) =>
        ShowAsync(id, http, mediator, created: null, confirm, ct);

    private static async Task<IResult> CreateTenantAsync(
        [FromForm] string name, [FromForm] string? returnUrls, [FromForm] string? hostedDomain, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var command = new CreateTenant(name, [.. Lines(returnUrls)], GoogleClientId: null, GoogleClientSecret: null) { HostedDomain = Given(hostedDomain) };
        return (await mediator.Send(command, ct)).Succeeded(out var tenant, out var failure)
            ? ConsolePages.SeeOther($"{ConsoleMenu.Tenants}/{tenant.Id}")
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> SuspendTenantAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new SuspendTenant(new TenantId(id)), ct)).Succeeded(out _, out var failure)
            ? ConsolePages.SeeOther($"{ConsoleMenu.Tenants}/{id}")
            : ConsolePages.Failure(http, failure);

    /// <summary>Answers with the page itself: the key is nowhere afterwards, so that no redirect could show it.</summary>
    private static async Task<IResult> CreateApiKeyAsync(
        Guid id, [FromForm] string name, [FromForm] StringValues permissions, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new CreateApiKey(new TenantId(id), name, [.. permissions.OfType<string>()], ExpiresAt: null), ct)).Succeeded(out var created, out var failure)
            ? await ShowAsync(id, http, mediator, created, confirm: null, ct)
            : ConsolePages.Failure(http, failure);

    private static async Task<IResult> RevokeApiKeyAsync(Guid id, string keyId, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RevokeApiKey(keyId), ct)).Succeeded(out _, out var failure)
            ? ConsolePages.SeeOther($"{ConsoleMenu.Tenants}/{id}")
            : ConsolePages.Failure(http, failure);

    private static async Task<IResult> ShowAsync(Guid id, HttpContext http, IMediator mediator, CreatedApiKey? created, string? confirm, CancellationToken ct)
    {
        if (!(await mediator.Send(new ListTenants(), ct)).Succeeded(out var tenants, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        if (tenants.FirstOrDefault(tenant => tenant.Id == id) is not { } found)
        {
            return ConsolePages.Failure(http, TenancyFailures.UnknownTenant);
        }

        var mayAdminister = CallerOf(http).MayAdminister;
        return (await mediator.Send(new ListApiKeys(found.TenantId), ct)).Succeeded(out var keys, out failure)
            ? ConsolePages.Show<TenantPage>(new { Tenant = found, Keys = keys, Created = created, Confirm = mayAdminister ? confirm : null, MayAdminister = mayAdminister })
            : ConsolePages.Failure(http, failure);
    }

    private static ConsoleCaller CallerOf(HttpContext http) => ConsoleIdentity.CallerOf(http.User);

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
