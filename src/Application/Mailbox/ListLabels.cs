using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>The labels of a mailbox, Gmail's own and the person's (Gmail <c>users.labels.list</c>).</summary>
public sealed record ListLabels(Caller Caller, Guid GrantId) : IRequest<Result<MailLabels>>;

/// <summary>A label.</summary>
/// <param name="Name">A slash nests it below another.</param>
/// <param name="Type"><c>system</c> or <c>user</c>.</param>
public sealed record MailLabel(string Id, string Name, string Type);

public sealed record MailLabels(IReadOnlyList<MailLabel> Labels);

internal sealed class ListLabelsHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<ListLabels, Result<MailLabels>>
{
    public Task<Result<MailLabels>> Handle(ListLabels query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller, query.GrantId, GmailMethod.ListLabels, token => mailbox.ListLabelsAsync(token, cancellationToken), cancellationToken);
}
