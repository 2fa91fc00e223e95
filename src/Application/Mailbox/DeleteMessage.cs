using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Deletes a message at once and for good, past the trash (Gmail <c>users.messages.delete</c>).</summary>
public sealed record DeleteMessage(Caller Caller, Guid GrantId, string MessageId) : IRequest<Result<Done>>;

internal sealed class DeleteMessageValidator : AbstractValidator<DeleteMessage>
{
    public DeleteMessageValidator() => RuleFor(command => command.MessageId).GmailId();
}

internal sealed class DeleteMessageHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<DeleteMessage, Result<Done>>
{
    public Task<Result<Done>> Handle(DeleteMessage command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.DeleteMessage,
        token => mailbox.DeleteMessageAsync(token, command.MessageId, cancellationToken),
        cancellationToken);
}
