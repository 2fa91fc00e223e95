using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>The history across grants, newest first. Who may see which tenants is for the caller to decide.</summary>
public sealed record SearchHistory(HistoryFilter Filter, PageRequest Page) : IRequest<Result<Page<HistoryEntry>>>;

internal sealed class SearchHistoryValidator : AbstractValidator<SearchHistory>
{
    public SearchHistoryValidator()
    {
        this.RulesForFilter(query => query.Filter);
        this.RulesForPage(query => query.Page, key => HistoryPosition.TryParse(key, out _));
    }
}

internal sealed class SearchHistoryHandler(IHistorySearch history) : IRequestHandler<SearchHistory, Result<Page<HistoryEntry>>>
{
    public async Task<Result<Page<HistoryEntry>>> Handle(SearchHistory query, CancellationToken cancellationToken)
    {
        var after = query.Page.After is { } key && HistoryPosition.TryParse(key, out var position) ? position : null;
        var entries = await history.SearchAsync(query.Filter, after, query.Page.PageSize + 1, cancellationToken);
        return Page<HistoryEntry>.Of(entries, query.Page.PageSize, entry => entry.Position.ToString());
    }
}
