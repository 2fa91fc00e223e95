using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>A search of the history of all tenants, with the names of who did what.</summary>
public sealed record BrowseHistory(HistoryFilter Filter, PageRequest Page) : IRequest<Result<NamedHistory>>;

/// <summary>What was found.</summary>
/// <param name="Actors">What the actors are called.</param>
public sealed record NamedHistory(Page<HistoryEntry> Found, IReadOnlyDictionary<string, string> Actors);

internal sealed class BrowseHistoryHandler(ActorNames names, IMediator mediator) : IRequestHandler<BrowseHistory, Result<NamedHistory>>
{
    public async Task<Result<NamedHistory>> Handle(BrowseHistory query, CancellationToken cancellationToken) =>
        // By the mediator, for its validation: the filters are a person's.
        (await mediator.Send(new SearchHistory(query.Filter, query.Page), cancellationToken)).Succeeded(out var found, out var failure)
            ? new NamedHistory(found, await names.OfAsync(found.Items.Select(entry => entry.Event), cancellationToken))
            : failure;
}
