using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One thread with its messages (Gmail <c>users.threads.get</c>).</summary>
public sealed record GetThread(Caller Caller, Guid GrantId, string ThreadId, MessageFormat Format) : IRequest<Result<MailThread>>;

internal sealed class GetThreadValidator : AbstractValidator<GetThread>
{
    public GetThreadValidator()
    {
        RuleFor(query => query.ThreadId).GmailId();
        RuleFor(query => query.Format).NotEqual(MessageFormat.Raw).WithMessage("A thread comes as full, metadata or minimal; get its messages raw one by one.");
    }
}

internal sealed class GetThreadHandler(MailboxCalls calls, IThreads threads) : IRequestHandler<GetThread, Result<MailThread>>
{
    public Task<Result<MailThread>> Handle(GetThread query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        GmailMethod.GetThread(query.Format),
        token => threads.GetThreadAsync(token, query.ThreadId, query.Format, cancellationToken),
        cancellationToken);
}
