using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Changes the labels of many messages in one call (Gmail <c>users.messages.batchModify</c>). Ids that are not there are passed over.</summary>
public sealed record BatchModifyMessages(
    Caller Caller, Guid GrantId, IReadOnlyList<string> Ids, IReadOnlyList<string> AddLabelIds, IReadOnlyList<string> RemoveLabelIds) : IRequest<Result<Done>>;

internal sealed class BatchModifyMessagesValidator : AbstractValidator<BatchModifyMessages>
{
    public BatchModifyMessagesValidator()
    {
        RuleFor(command => command.Ids).MessageIds();
        RuleFor(command => command.AddLabelIds).LabelIds().OverridePropertyName("addLabelIds");
        RuleFor(command => command.RemoveLabelIds).LabelIds().OverridePropertyName("removeLabelIds");
        RuleFor(command => command).ChangeLabels(command => command.AddLabelIds, command => command.RemoveLabelIds);
    }
}

internal sealed class BatchModifyMessagesHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<BatchModifyMessages, Result<Done>>
{
    public Task<Result<Done>> Handle(BatchModifyMessages command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.BatchModifyMessages,
        token => mailbox.BatchModifyMessagesAsync(token, command.Ids, command.AddLabelIds, command.RemoveLabelIds, cancellationToken),
        cancellationToken);
}
