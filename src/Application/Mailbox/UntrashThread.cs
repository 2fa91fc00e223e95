using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Takes a thread out of the trash (Gmail <c>users.threads.untrash</c>).</summary>
public sealed record UntrashThread(Caller Caller, Guid GrantId, string ThreadId) : IRequest<Result<LabelledThread>>;

internal sealed class UntrashThreadValidator : AbstractValidator<UntrashThread>
{
    public UntrashThreadValidator() => RuleFor(command => command.ThreadId).GmailId();
}

internal sealed class UntrashThreadHandler(MailboxCalls calls, IThreads threads) : IRequestHandler<UntrashThread, Result<LabelledThread>>
{
    public Task<Result<LabelledThread>> Handle(UntrashThread command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.UntrashThread,
        token => threads.UntrashThreadAsync(token, command.ThreadId, cancellationToken),
        cancellationToken);
}
