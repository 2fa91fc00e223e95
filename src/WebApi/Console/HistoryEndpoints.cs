using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using GmailPlatform.WebApi.Hosting;
using MediatR;

namespace GmailPlatform.WebApi.Console;

/// <summary>Searches across all grants.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this RouteGroupBuilder console)
    {
        console.MapGet("/history", BrowseHistoryAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.SearchedHistory);
        console.MapGet("/moment", WhoCouldUseAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.SearchedHistory);
        console.MapGet("/checkpoint", VerifyCheckpointAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.VerifiedCheckpoint);
        console.MapPost("/checkpoint", PublishCheckpointAsync).RequireAuthorization(ConsolePolicies.Administer).Recorded(ConsoleAction.SignedCheckpoint);
    }

    private static async Task<IResult> VerifyCheckpointAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var mayAdminister = ConsoleIdentity.CallerOf(http.User).MayAdminister;
        var verified = await mediator.Send(new VerifyCheckpoint(), ct);
        return verified.Succeeded(out var checkpoint, out var failure) || failure.Code == AuditFailures.CheckpointPending.Code
            ? ConsolePages.Show<CheckpointPage>(new { Verified = checkpoint, MayAdminister = mayAdminister })
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> PublishCheckpointAsync(HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new PublishCheckpoint(), ct)).Succeeded(out _, out var failure)
            ? ConsolePages.SeeOther(ConsoleMenu.Checkpoint)
            : ConsolePages.Failure(http, failure);

    private static async Task<IResult> BrowseHistoryAsync([AsParameters] HistorySearch search, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        if (!(await search.ReadAsync(mediator, ct)).Succeeded(out var filter, out var failure)
            || !(await mediator.Send(new ListTenants(), ct)).Succeeded(out var tenants, out failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return (await mediator.Send(new BrowseHistory(filter, new PageRequest(PageRequest.DefaultPageSize, search.PageToken)), ct)).Succeeded(out var history, out failure)
            ? ConsolePages.Show<HistoryPage>(new { History = history, Search = search, Tenants = tenants })
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> WhoCouldUseAsync(HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken ct, string? mailbox = null, string? at = null)
    {
        var filters = new ConsoleFilters();
        var moment = filters.Time("at", at) ?? clock.GetUtcNow();
        if (filters.Failure is { } unreadable)
        {
            return ConsolePages.Failure(http, unreadable);
        }

        if (ConsoleFilters.Text(mailbox) is not { } named)
        {
            return ConsolePages.Show<MomentPage>(new { At = moment });
        }

        if (!(await MailboxOfAsync(named, moment, mediator, ct)).Succeeded(out var query, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return (await mediator.Send(query, ct)).Succeeded(out var accesses, out failure)
            ? ConsolePages.Show<MomentPage>(new { Mailbox = named, At = moment, Accesses = accesses })
            : ConsolePages.Failure(http, failure);
    }

    /// <summary>A mailbox is identified by its grant or by its person.</summary>
    private static async Task<Result<WhoCouldUse>> MailboxOfAsync(string named, DateTimeOffset at, IMediator mediator, CancellationToken ct)
    {
        if (!Guid.TryParse(named, out _) && !FindGrantId.IsShortId(named))
        {
            return new WhoCouldUse(Tenant: null, named, GrantId: null, at);
        }

        return (await mediator.Send(new FindGrantId(named), ct)).Succeeded(out var grant, out var failure)
            ? new WhoCouldUse(Tenant: null, Person: null, grant.GrantId, at)
            : failure;
    }
}

/// <summary>The filters of a search as a form sends them: empty ones do not count.</summary>
public sealed record HistorySearch(
    string? Tenant, string? Person, string? Grant, string? Type, string? Reason, string? Actor, string? Key, string? Trace, string? From, string? Until, string? PageToken)
{
    /// <summary>Parses the filters; the failure names each that cannot be parsed.</summary>
    internal async Task<Result<HistoryFilter>> ReadAsync(IMediator mediator, CancellationToken ct)
    {
        var filters = new ConsoleFilters();
        var filter = new HistoryFilter
        {
            Tenant = filters.Tenant("tenant", Tenant),
            Person = ConsoleFilters.Text(Person),
            EventType = ConsoleFilters.Text(Type),
            Reason = ConsoleFilters.Text(Reason),
            Actor = ConsoleFilters.Text(Actor),
            ApiKey = ConsoleFilters.Text(Key),
            CorrelationId = ConsoleFilters.Text(Trace),
            From = filters.Time("from", From),
            Until = filters.Time("until", Until),
        };
        if (filters.Failure is { } unreadable)
        {
            return unreadable;
        }

        if (ConsoleFilters.Text(Grant) is not { } named)
        {
            return filter;
        }

        return (await mediator.Send(new FindGrantId(named), ct)).Succeeded(out var grant, out var failure) ? filter with { GrantId = grant.GrantId } : failure;
    }
}
