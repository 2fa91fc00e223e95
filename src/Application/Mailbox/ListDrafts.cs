using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One page of a mailbox's drafts (Gmail <c>users.drafts.list</c>).</summary>
/// <param name="Query">Gmail's search words.</param>
/// <param name="PageToken">Gmail's own; good only for the same query.</param>
public sealed record ListDrafts(Caller Caller, Guid GrantId, string? Query, int PageSize, string? PageToken) : IRequest<Result<DraftPage>>
{
    public const int DefaultPageSize = 100;
}

internal sealed class ListDraftsValidator : AbstractValidator<ListDrafts>
{
    public ListDraftsValidator()
    {
        RuleFor(query => query.PageSize).PageSize();
        RuleFor(query => query.PageToken).PageToken();
        RuleFor(query => query.Query).SearchQuery();
    }
}

internal sealed class ListDraftsHandler(MailboxCalls calls, IDrafts drafts) : IRequestHandler<ListDrafts, Result<DraftPage>>
{
    public Task<Result<DraftPage>> Handle(ListDrafts query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        GmailMethod.ListDrafts,
        token => drafts.ListDraftsAsync(token, query.Query, query.PageSize, query.PageToken, cancellationToken),
        cancellationToken);
}
