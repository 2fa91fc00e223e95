using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Whose mailbox it is, and how large (Gmail <c>users.getProfile</c>).</summary>
public sealed record GetProfile(Caller Caller, Guid GrantId) : IRequest<Result<MailProfile>>;

/// <summary>A mailbox as a whole.</summary>
/// <param name="HistoryId">Where to begin to follow its changes.</param>
public sealed record MailProfile(string EmailAddress, int MessagesTotal, int ThreadsTotal, string HistoryId);

internal sealed class GetProfileHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<GetProfile, Result<MailProfile>>
{
    public Task<Result<MailProfile>> Handle(GetProfile query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller, query.GrantId, GmailMethod.GetProfile, token => mailbox.GetProfileAsync(token, cancellationToken), cancellationToken);
}
