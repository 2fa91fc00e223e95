using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One page of the threads of which any message matches (Gmail <c>users.threads.list</c>).</summary>
/// <param name="PageToken">Gmail's own; good only for the same filter.</param>
public sealed record ListThreads(Caller Caller, Guid GrantId, MessageFilter Filter, int PageSize, string? PageToken) : IRequest<Result<ThreadPage>>
{
    public const int DefaultPageSize = 100;
}

internal sealed class ListThreadsValidator : AbstractValidator<ListThreads>
{
    public ListThreadsValidator()
    {
        RuleFor(query => query.PageSize).PageSize();
        RuleFor(query => query.PageToken).PageToken();
        RuleFor(query => query.Filter.Query).SearchQuery();
        RuleFor(query => query.Filter.LabelIds).LabelIds();
    }
}

internal sealed class ListThreadsHandler(MailboxCalls calls, IThreads threads) : IRequestHandler<ListThreads, Result<ThreadPage>>
{
    public Task<Result<ThreadPage>> Handle(ListThreads query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        query.Filter.Query is null ? GmailMethod.ListThreads : GmailMethod.SearchThreads,
        token => threads.ListThreadsAsync(token, query.Filter, query.PageSize, query.PageToken, cancellationToken),
        cancellationToken);
}
