using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Moves a thread to the trash, which Gmail empties after 30 days (Gmail <c>users.threads.trash</c>).</summary>
public sealed record TrashThread(Caller Caller, Guid GrantId, string ThreadId) : IRequest<Result<LabelledThread>>;

internal sealed class TrashThreadValidator : AbstractValidator<TrashThread>
{
    public TrashThreadValidator() => RuleFor(command => command.ThreadId).GmailId();
}

internal sealed class TrashThreadHandler(MailboxCalls calls, IThreads threads) : IRequestHandler<TrashThread, Result<LabelledThread>>
{
    public Task<Result<LabelledThread>> Handle(TrashThread command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.TrashThread,
        token => threads.TrashThreadAsync(token, command.ThreadId, cancellationToken),
        cancellationToken);
}
