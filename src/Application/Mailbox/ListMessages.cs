using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One page of a mailbox's messages, newest first.</summary>
/// <param name="PageToken">Gmail's own; good only for the same filter.</param>
public sealed record ListMessages(Caller Caller, Guid GrantId, MessageFilter Filter, int PageSize, string? PageToken, MessageView View = MessageView.Ids) : IRequest<Result<MessagePage>>
{
    public const int DefaultPageSize = 100;

    /// <summary>Gmail's own bound (<c>maxResults</c>).</summary>
    public const int LargestPageSize = 500;

    /// <summary>With <see cref="MessageView.Metadata"/>: 5,000 of the 6,000 quota units that a user has in a minute.</summary>
    public const int LargestMetadataPageSize = 250;
}

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator()
    {
        RuleFor(query => query.PageSize).PageSize();
        RuleFor(query => query.PageSize)
            .LessThanOrEqualTo(ListMessages.LargestMetadataPageSize)
            .When(query => query.View is MessageView.Metadata)
            .WithMessage($"With view=metadata a page has at most {ListMessages.LargestMetadataPageSize} messages: Gmail's quota of a minute does not give many more.");
        RuleFor(query => query.PageToken).PageToken();
        RuleFor(query => query.Filter.Query).SearchQuery();
        RuleFor(query => query.Filter.LabelIds).LabelIds();
    }
}

internal sealed class ListMessagesHandler(MailboxCalls calls, IMailbox mailbox, PageMetadata metadata) : IRequestHandler<ListMessages, Result<MessagePage>>
{
    public async Task<Result<MessagePage>> Handle(ListMessages query, CancellationToken cancellationToken)
    {
        var isSearch = query.Filter.Query is not null;
        var result = await calls.RunAsync(
            query.Caller,
            query.GrantId,
            isSearch ? GmailMethod.SearchMessages : GmailMethod.ListMessages,
            token => mailbox.ListMessagesAsync(token, query.Filter, query.PageSize, query.PageToken, cancellationToken),
            cancellationToken);
        return query.View is MessageView.Metadata && result.Succeeded(out var page, out _)
            ? await metadata.FillAsync(query.Caller, query.GrantId, isSearch ? GmailMethod.GetMessage : GmailMethod.GetMessageMetadata, page, cancellationToken)
            : result;
    }
}
