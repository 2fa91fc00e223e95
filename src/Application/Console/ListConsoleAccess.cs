using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>What people did and looked at in the console, the latest first.</summary>
/// <param name="PersonId">Only of this person.</param>
public sealed record ListConsoleAccess(string? PersonId, PageRequest Page) : IRequest<Result<Page<NamedAccess>>>;

/// <summary>An access and whose it was.</summary>
/// <param name="Person">Null for somebody who was refused and never let in.</param>
public sealed record NamedAccess(ConsoleAccess Access, ConsolePerson? Person);

internal sealed class ListConsoleAccessValidator : FluentValidation.AbstractValidator<ListConsoleAccess>
{
    public ListConsoleAccessValidator()
    {
        this.RuleForText("person", query => query.PersonId);
        this.RulesForPage(query => query.Page, key => Guid.TryParse(key, out _));
    }
}

internal sealed class ListConsoleAccessHandler(IConsoleAccessLog log, IConsoleSessions sessions) : IRequestHandler<ListConsoleAccess, Result<Page<NamedAccess>>>
{
    public async Task<Result<Page<NamedAccess>>> Handle(ListConsoleAccess query, CancellationToken cancellationToken)
    {
        var before = query.Page.After is { } key ? Guid.Parse(key) : (Guid?)null;
        var found = await log.ListAsync(query.PersonId, before, query.Page.PageSize + 1, cancellationToken);
        var people = await sessions.NameAsync([.. found.Select(access => access.PersonId).Distinct()], cancellationToken);
        return Page<NamedAccess>.Of(
            [.. found.Select(access => new NamedAccess(access, people.GetValueOrDefault(access.PersonId)))], query.Page.PageSize, named => named.Access.Id.ToString());
    }
}
