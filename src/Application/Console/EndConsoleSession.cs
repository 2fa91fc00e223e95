using System.Diagnostics;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Ends a session: one's own, or as an admin anybody's. It takes effect with its next request.</summary>
public sealed record EndConsoleSession(ConsoleCaller Caller, Guid SessionId) : IRequest<Result<ConsoleSession>>;

internal sealed class EndConsoleSessionHandler(IConsoleSessions sessions, TimeProvider clock)
    : IRequestHandler<EndConsoleSession, Result<ConsoleSession>>
{
    public async Task<Result<ConsoleSession>> Handle(EndConsoleSession command, CancellationToken cancellationToken)
    {
        var (caller, now) = (command.Caller, clock.GetUtcNow());
        if (await sessions.FindAsync(command.SessionId, cancellationToken) is not { } session || !session.IsOpen(now))
        {
            return ConsoleFailures.UnknownSession;
        }

        var isOwn = session.PersonId == caller.PersonId;
        if (!isOwn && !caller.MayAdminister)
        {
            return ConsoleFailures.Forbidden;
        }

        var ended = session.End(caller.Actor, now);
        var action = isOwn ? ConsoleAction.SignedOut : ConsoleAction.SessionEnded;
        await sessions.EndAsync(ended, ConsoleAccess.Of(caller.PersonId, action, session.Id.ToString(), Activity.Current?.TraceId.ToString(), now), cancellationToken);
        return ended;
    }
}
