using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Puts labels on every message of a thread and takes others off (Gmail <c>users.threads.modify</c>). Repeating it changes nothing more.</summary>
public sealed record ModifyThread(Caller Caller, Guid GrantId, string ThreadId, IReadOnlyList<string> AddLabelIds, IReadOnlyList<string> RemoveLabelIds)
    : IRequest<Result<LabelledThread>>;

internal sealed class ModifyThreadValidator : AbstractValidator<ModifyThread>
{
    public ModifyThreadValidator()
    {
        RuleFor(command => command.ThreadId).GmailId();
        RuleFor(command => command.AddLabelIds).LabelIds().OverridePropertyName("addLabelIds");
        RuleFor(command => command.RemoveLabelIds).LabelIds().OverridePropertyName("removeLabelIds");
        RuleFor(command => command).ChangeLabels(command => command.AddLabelIds, command => command.RemoveLabelIds);
    }
}

internal sealed class ModifyThreadHandler(MailboxCalls calls, IThreads threads) : IRequestHandler<ModifyThread, Result<LabelledThread>>
{
    public Task<Result<LabelledThread>> Handle(ModifyThread command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.ModifyThread,
        token => threads.ModifyThreadAsync(token, command.ThreadId, command.AddLabelIds, command.RemoveLabelIds, cancellationToken),
        cancellationToken);
}
