using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Puts labels on a message and takes others off (Gmail <c>users.messages.modify</c>). Repeating it changes nothing more.</summary>
public sealed record ModifyMessage(Caller Caller, Guid GrantId, string MessageId, IReadOnlyList<string> AddLabelIds, IReadOnlyList<string> RemoveLabelIds)
    : IRequest<Result<LabelledMessage>>;

/// <summary>A message after its labels were changed.</summary>
public sealed record LabelledMessage(string Id, string ThreadId, IReadOnlyList<string> LabelIds);

internal sealed class ModifyMessageValidator : AbstractValidator<ModifyMessage>
{
    public ModifyMessageValidator()
    {
        RuleFor(command => command.MessageId).GmailId();
        RuleFor(command => command.AddLabelIds).LabelIds().OverridePropertyName("addLabelIds");
        RuleFor(command => command.RemoveLabelIds).LabelIds().OverridePropertyName("removeLabelIds");
        RuleFor(command => command).ChangeLabels(command => command.AddLabelIds, command => command.RemoveLabelIds);
    }
}

internal sealed class ModifyMessageHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<ModifyMessage, Result<LabelledMessage>>
{
    public Task<Result<LabelledMessage>> Handle(ModifyMessage command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.ModifyMessage,
        token => mailbox.ModifyMessageAsync(token, command.MessageId, command.AddLabelIds, command.RemoveLabelIds, cancellationToken),
        cancellationToken);
}
