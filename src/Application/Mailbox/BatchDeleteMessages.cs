using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Deletes many messages at once and for good (Gmail <c>users.messages.batchDelete</c>). Ids that are not there are passed over.</summary>
public sealed record BatchDeleteMessages(Caller Caller, Guid GrantId, IReadOnlyList<string> Ids) : IRequest<Result<Done>>;

internal sealed class BatchDeleteMessagesValidator : AbstractValidator<BatchDeleteMessages>
{
    public BatchDeleteMessagesValidator() => RuleFor(command => command.Ids).MessageIds();
}

internal sealed class BatchDeleteMessagesHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<BatchDeleteMessages, Result<Done>>
{
    public Task<Result<Done>> Handle(BatchDeleteMessages command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.BatchDeleteMessages,
        token => mailbox.BatchDeleteMessagesAsync(token, command.Ids, cancellationToken),
        cancellationToken);
}
