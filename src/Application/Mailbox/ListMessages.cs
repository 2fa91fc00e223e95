using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One page of a mailbox's messages, newest first.</summary>
/// <param name="PageToken">Gmail's own; good only for the same filter.</param>
public sealed record ListMessages(Caller Caller, Guid GrantId, MessageFilter Filter, int PageSize, string? PageToken) : IRequest<Result<MessagePage>>
{
    public const int DefaultPageSize = 100;

    /// <summary>Gmail's own bound (<c>maxResults</c>).</summary>
    public const int LargestPageSize = 500;
}

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator()
    {
        RuleFor(query => query.PageSize).InclusiveBetween(1, ListMessages.LargestPageSize);
        RuleFor(query => query.PageToken).MaximumLength(500);
        RuleFor(query => query.Filter.Query).SearchQuery();
        RuleFor(query => query.Filter.LabelIds).LabelIds();
    }
}

internal sealed class ListMessagesHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<ListMessages, Result<MessagePage>>
{
    public Task<Result<MessagePage>> Handle(ListMessages query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        query.Filter.Query is null ? GmailMethod.ListMessages : GmailMethod.SearchMessages,
        token => mailbox.ListMessagesAsync(token, query.Filter, query.PageSize, query.PageToken, cancellationToken),
        cancellationToken);
}
