using System.Globalization;
using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
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
        if (!(await mediator.Send(new ListTenants(), ct)).Succeeded(out var tenants, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return (await mediator.Send(new BrowseHistory(search.ToFilter(), new PageRequest(PageRequest.DefaultPageSize, search.PageToken)), ct)).Succeeded(out var history, out failure)
            ? ConsolePages.Show<HistoryPage>(new { History = history, Search = search, Tenants = tenants })
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> WhoCouldUseAsync(HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken ct, string? mailbox = null, string? at = null)
    {
        var moment = HistorySearch.Moment(at) ?? clock.GetUtcNow();
        if (string.IsNullOrWhiteSpace(mailbox))
        {
            return ConsolePages.Show<MomentPage>(new { At = moment });
        }

        var grantId = Guid.TryParse(mailbox, out var id) ? id : (Guid?)null;
        return (await mediator.Send(new WhoCouldUse(Tenant: null, grantId is null ? mailbox.Trim() : null, grantId, moment), ct)).Succeeded(out var accesses, out var failure)
            ? ConsolePages.Show<MomentPage>(new { Mailbox = mailbox, At = moment, Accesses = accesses })
            : ConsolePages.Failure(http, failure);
    }
}

/// <summary>The filters of a search as a form sends them: empty ones do not count.</summary>
public sealed record HistorySearch(
    string? Tenant, string? Person, string? Grant, string? Type, string? Reason, string? Actor, string? Key, string? Trace, string? From, string? Until, string? PageToken)
{
    public HistoryFilter ToFilter() => new()
    {
        Tenant = Guid.TryParse(Tenant, out var tenant) ? new TenantId(tenant) : null,
        GrantId = Guid.TryParse(Grant, out var grant) ? grant : null,
        Person = Given(Person),
        EventType = Given(Type),
        Reason = Given(Reason),
        Actor = Given(Actor),
        ApiKey = Given(Key),
        CorrelationId = Given(Trace),
        From = Moment(From),
        Until = Moment(Until),
    };

    /// <summary>A time of a form is in UTC, and has no zone.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
