using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Deletes a thread and its messages at once and for good, past the trash (Gmail <c>users.threads.delete</c>).</summary>
public sealed record DeleteThread(Caller Caller, Guid GrantId, string ThreadId) : IRequest<Result<Done>>;

internal sealed class DeleteThreadValidator : AbstractValidator<DeleteThread>
{
    public DeleteThreadValidator() => RuleFor(command => command.ThreadId).GmailId();
}

internal sealed class DeleteThreadHandler(MailboxCalls calls, IThreads threads) : IRequestHandler<DeleteThread, Result<Done>>
{
    public Task<Result<Done>> Handle(DeleteThread command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.DeleteThread,
        token => threads.DeleteThreadAsync(token, command.ThreadId, cancellationToken),
        cancellationToken);
}
