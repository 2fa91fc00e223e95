using FluentValidation;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>One grant as the caller's role may see it: with its person and history, or with its jobs alone.</summary>
/// <param name="Page">Of the history, the newest first.</param>
public sealed record InspectGrant(ConsoleCaller Caller, Guid GrantId, PageRequest Page) : IRequest<Result<InspectedGrant>>;

/// <summary>A grant as somebody may see it.</summary>
/// <param name="Account">Null for whom it does not concern, and of an erased person.</param>
/// <param name="History">Null for whom it does not concern.</param>
/// <param name="Jobs">The latest first.</param>
/// <param name="Actors">What the actors of the history are called.</param>
/// <param name="Keys">The API keys that are bound to the grant; null for callers who may not read the history.</param>
public sealed record InspectedGrant(
    Grant Grant,
    Tenant Tenant,
    GoogleAccount? Account,
    Page<HistoryEntry>? History,
    IReadOnlyList<GrantJob> Jobs,
    IReadOnlyDictionary<string, string> Actors,
    IReadOnlyList<ApiKey>? Keys);

internal sealed class InspectGrantHandler(
    IGrantStore grants, ITenantStore tenants, IApiKeyStore keys, IJobBoard jobs, ActorNames names, IRequestHandler<SearchHistory, Result<Page<HistoryEntry>>> searchHistory)
    : IRequestHandler<InspectGrant, Result<InspectedGrant>>
{
    private const int LatestJobs = 10;

    public async Task<Result<InspectedGrant>> Handle(InspectGrant query, CancellationToken cancellationToken)
    {
        if (await grants.FindTenantAsync(query.GrantId, cancellationToken) is not { } tenantId
            || await grants.FindAsync(tenantId, query.GrantId, cancellationToken) is not { } view
            || await tenants.FindAsync(tenantId, cancellationToken) is not { } tenant)
        {
            return ConsoleFailures.UnknownGrant;
        }

        var latest = await jobs.ListOfGrantAsync(query.GrantId, LatestJobs, cancellationToken);
        if (!query.Caller.MayReadHistory)
        {
            return new InspectedGrant(view.Grant, tenant, Account: null, History: null, latest, new Dictionary<string, string>(), Keys: null);
        }

        var search = new SearchHistory(new HistoryFilter { Tenant = tenantId, GrantId = query.GrantId }, query.Page);
        if (!(await searchHistory.Handle(search, cancellationToken)).Succeeded(out var history, out var failure))
        {
            return failure;
        }

        var actors = await names.OfAsync(history.Items.Select(entry => entry.Event), cancellationToken);
        return new InspectedGrant(view.Grant, tenant, view.Account, history, latest, actors, await keys.ListByGrantAsync(tenantId, query.GrantId, cancellationToken));
    }
}

internal sealed class InspectGrantValidator : AbstractValidator<InspectGrant>
{
    public InspectGrantValidator() => this.RulesForPage(query => query.Page, key => HistoryPosition.TryParse(key, out _));
}
