using System.Diagnostics;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Lets somebody in whom the issuer has identified; without a role they are refused, and that is written down.</summary>
/// <param name="Limit">How long the session lasts at most, however much it is used.</param>
public sealed record StartConsoleSession(ConsolePerson Person, IReadOnlySet<ConsoleRole> Roles, TimeSpan Limit) : IRequest<Result<ConsoleSession>>;

internal sealed class StartConsoleSessionHandler(IConsoleSessions sessions, IConsoleAccessLog log, TimeProvider clock)
    : IRequestHandler<StartConsoleSession, Result<ConsoleSession>>
{
    public async Task<Result<ConsoleSession>> Handle(StartConsoleSession command, CancellationToken cancellationToken)
    {
        var (person, now) = (command.Person, clock.GetUtcNow());
        if (command.Roles.Count == 0)
        {
            await log.AddAsync(Access(ConsoleAction.SignInRefused, subject: null), cancellationToken);
            return ConsoleFailures.NoRole;
        }

        var session = ConsoleSession.Start(person, command.Limit, now);
        await sessions.StartAsync(person, session, Access(ConsoleAction.SignedIn, session.Id.ToString()), cancellationToken);
        return session;

        ConsoleAccess Access(ConsoleAction action, string? subject) => ConsoleAccess.Of(person.Id, action, subject, Activity.Current?.TraceId.ToString(), now);
    }
}
