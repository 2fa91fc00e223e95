using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>The labels of a mailbox, Gmail's own and the person's (Gmail <c>users.labels.list</c>).</summary>
public sealed record ListLabels(Caller Caller, Guid GrantId) : IRequest<Result<MailLabels>>;

internal sealed class ListLabelsHandler(MailboxCalls calls, ILabels labels) : IRequestHandler<ListLabels, Result<MailLabels>>
{
    public Task<Result<MailLabels>> Handle(ListLabels query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller, query.GrantId, GmailMethod.ListLabels, token => labels.ListLabelsAsync(token, cancellationToken), cancellationToken);
}
