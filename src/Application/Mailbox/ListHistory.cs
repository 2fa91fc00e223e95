using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What changed in a mailbox since a point that is known, oldest first (Gmail <c>users.history.list</c>).</summary>
/// <param name="StartHistoryId">The point: of a profile, a message or a page before.</param>
public sealed record ListHistory(Caller Caller, Guid GrantId, string StartHistoryId, int PageSize, string? PageToken) : IRequest<Result<HistoryPage>>
{
    public const int DefaultPageSize = 100;
}

/// <summary>What happened to one message.</summary>
/// <param name="Type"><c>messageAdded</c>, <c>messageDeleted</c>, <c>labelAdded</c> or <c>labelRemoved</c>.</param>
/// <param name="LabelIds">The labels that were added or removed; of a message that was added, its own.</param>
public sealed record MailboxChange(string Type, string MessageId, string ThreadId, IReadOnlyList<string> LabelIds);

/// <summary>One page of changes.</summary>
/// <param name="HistoryId">The mailbox's present point: where to go on once the last page is read.</param>
public sealed record HistoryPage(IReadOnlyList<MailboxChange> Changes, string HistoryId, string? NextPageToken);

internal sealed class ListHistoryValidator : AbstractValidator<ListHistory>
{
    public ListHistoryValidator()
    {
        RuleFor(query => query.StartHistoryId).Must(id => ulong.TryParse(id, out _)).WithMessage("startHistoryId is a number.");
        RuleFor(query => query.PageSize).PageSize();
        RuleFor(query => query.PageToken).PageToken();
    }
}

internal sealed class ListHistoryHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<ListHistory, Result<HistoryPage>>
{
    public async Task<Result<HistoryPage>> Handle(ListHistory query, CancellationToken cancellationToken)
    {
        var result = await calls.RunAsync(
            query.Caller,
            query.GrantId,
            GmailMethod.ListHistory,
            token => mailbox.ListHistoryAsync(token, ulong.Parse(query.StartHistoryId), query.PageSize, query.PageToken, cancellationToken),
            cancellationToken);
        return result.Failure == MailboxFailures.NotFound ? MailboxFailures.HistoryGone : result;
    }
}
