using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Takes a message out of the trash (Gmail <c>users.messages.untrash</c>).</summary>
public sealed record UntrashMessage(Caller Caller, Guid GrantId, string MessageId) : IRequest<Result<LabelledMessage>>;

internal sealed class UntrashMessageValidator : AbstractValidator<UntrashMessage>
{
    public UntrashMessageValidator() => RuleFor(command => command.MessageId).GmailId();
}

internal sealed class UntrashMessageHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<UntrashMessage, Result<LabelledMessage>>
{
    public Task<Result<LabelledMessage>> Handle(UntrashMessage command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.UntrashMessage,
        token => mailbox.UntrashMessageAsync(token, command.MessageId, cancellationToken),
        cancellationToken);
}
