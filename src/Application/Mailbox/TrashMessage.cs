using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Moves a message to the trash, which Gmail empties after 30 days (Gmail <c>users.messages.trash</c>).</summary>
public sealed record TrashMessage(Caller Caller, Guid GrantId, string MessageId) : IRequest<Result<LabelledMessage>>;

internal sealed class TrashMessageValidator : AbstractValidator<TrashMessage>
{
    public TrashMessageValidator() => RuleFor(command => command.MessageId).GmailId();
}

internal sealed class TrashMessageHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<TrashMessage, Result<LabelledMessage>>
{
    public Task<Result<LabelledMessage>> Handle(TrashMessage command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.TrashMessage,
        token => mailbox.TrashMessageAsync(token, command.MessageId, cancellationToken),
        cancellationToken);
}
