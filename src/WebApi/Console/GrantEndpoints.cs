using GmailPlatform.Application;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace GmailPlatform.WebApi.Console;

/// <summary>Grants of all tenants; admins revoke them and create their keys.</summary>
internal static class GrantEndpoints
{
    public static void MapGrants(this RouteGroupBuilder console)
    {
        console.MapGet("/grants", FindGrantsAsync).RequireAuthorization(ConsolePolicies.View).Recorded(ConsoleAction.ReadGrants);
        console.MapGet("/grants/{id:guid}", InspectGrantAsync).RequireAuthorization(ConsolePolicies.View).Recorded(ConsoleAction.ReadGrant);
        console.MapGet("/grants/{shortId:length(12)}", FindGrantIdAsync).RequireAuthorization(ConsolePolicies.View);
        console.MapPost("/grants/{id:guid}/revoke", RevokeGrantAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.RevokedGrant);
        console.MapPost("/grants/{id:guid}/erase", EraseGrantAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.ErasedGrant);
        console.MapPost("/grants/{id:guid}/keys", CreateGrantKeyAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.CreatedApiKey);
        console.MapPost("/grants/{id:guid}/keys/{keyId}/revoke", RevokeGrantKeyAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.RevokedApiKey);
    }

    /// <summary>Responds with the page itself: the key is not stored, so a redirect could not show it.</summary>
    private static async Task<IResult> CreateGrantKeyAsync(
        Guid id, [FromForm] string name, [FromForm] StringValues permissions, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        if (!(await mediator.Send(new LocateGrant(id), ct)).Succeeded(out var located, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        var command = new CreateGrantKey(located.Tenant, id, name, [.. permissions.OfType<string>()], ExpiresAt: null);
        return (await mediator.Send(command, ct)).Succeeded(out var created, out failure)
            ? await ShowAsync(id, http, mediator, new GrantPageState(Created: created), pageToken: null, ct)
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> RevokeGrantKeyAsync(Guid id, string keyId, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        if (!(await mediator.Send(new LocateGrant(id), ct)).Succeeded(out var located, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return (await mediator.Send(new RevokeGrantKey(located.Tenant, id, keyId), ct)).Succeeded(out _, out failure)
            ? ConsolePages.SeeOther($"/console/grants/{id}")
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> FindGrantsAsync(
        HttpContext http, IMediator mediator, CancellationToken ct, string? state = null, string? tenant = null, string? email = null, string? order = null, string? pageToken = null)
    {
        var caller = ConsoleIdentity.CallerOf(http.User);
        var filters = new ConsoleFilters();
        var filter = new GrantFilter(filters.Choice<GrantStatus>("state", state), filters.Tenant("tenant", tenant), ConsoleFilters.Text(email));
        var chosen = filters.Choice<GrantOrder>("order", order) ?? GrantOrder.Newest;
        if (filters.Failure is { } unreadable)
        {
            return ConsolePages.Failure(http, unreadable);
        }

        if (!(await mediator.Send(new ListTenants(), ct)).Succeeded(out var tenants, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return (await mediator.Send(new FindGrants(caller, filter, chosen, new PageRequest(PageRequest.DefaultPageSize, pageToken)), ct)).Succeeded(out var found, out failure)
            ? ConsolePages.Show<GrantsPage>(new { Found = found, Filter = filter, Order = chosen, Tenants = tenants, ShowsPeople = caller.MayReadHistory })
            : ConsolePages.Failure(http, failure);
    }

    /// <summary>Redirects from the short id that pages show to the grant's page.</summary>
    private static async Task<IResult> FindGrantIdAsync(string shortId, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new FindGrantId(shortId), ct)).Succeeded(out var grant, out var failure)
            ? TypedResults.Redirect($"/console/grants/{grant.GrantId}")
            : ConsolePages.Failure(http, failure);

    private static Task<IResult> InspectGrantAsync(
        Guid id, HttpContext http, IMediator mediator, CancellationToken ct, string? confirm = null, string? done = null, string? pageToken = null) =>
        ShowAsync(id, http, mediator, new GrantPageState(confirm, done), pageToken, ct);

    private static async Task<IResult> ShowAsync(Guid id, HttpContext http, IMediator mediator, GrantPageState state, string? pageToken, CancellationToken ct)
    {
        var caller = ConsoleIdentity.CallerOf(http.User);
        return (await mediator.Send(new InspectGrant(caller, id, new PageRequest(PageRequest.DefaultPageSize, pageToken)), ct)).Succeeded(out var inspected, out var failure)
            ? ConsolePages.Show<GrantPage>(new { Inspected = inspected, Caller = caller, Confirm = caller.MayAdminister ? state.Confirm : null, state.Ended, state.Created })
            : ConsolePages.Failure(http, failure);
    }

    private sealed record GrantPageState(string? Confirm = null, string? Ended = null, CreatedApiKey? Created = null);

    private static Task<IResult> RevokeGrantAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct) =>
        EndAsync(id, http, mediator, caller => new RevokeGrant(caller, id), ct);

    private static Task<IResult> EraseGrantAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct) =>
        EndAsync(id, http, mediator, caller => new EraseGrant(caller, id), ct);

    /// <summary>The admin names a grant, and acts for the tenant that has it.</summary>
    private static async Task<IResult> EndAsync(Guid id, HttpContext http, IMediator mediator, Func<Caller, IRequest<Result<RevokedGrant>>> end, CancellationToken ct)
    {
        if (!(await mediator.Send(new LocateGrant(id), ct)).Succeeded(out var located, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        var ended = await mediator.Send(end(new Caller(located.Tenant, ConsoleIdentity.CallerOf(http.User).Actor)), ct);
        return ended.Succeeded(out var revoked, out failure)
            ? ConsolePages.SeeOther($"/console/grants/{id}?done={(revoked.ConfirmedByGoogle ? "confirmed" : "pending")}")
            : ConsolePages.Failure(http, failure);
    }
}
