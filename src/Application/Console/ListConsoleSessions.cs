using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Who is signed in to the console now, the latest sign-in first.</summary>
public sealed record ListConsoleSessions : IRequest<Result<IReadOnlyList<NamedSession>>>;

/// <summary>A session and whose it is.</summary>
public sealed record NamedSession(ConsoleSession Session, ConsolePerson Person);

internal sealed class ListConsoleSessionsHandler(IConsoleSessions sessions, TimeProvider clock)
    : IRequestHandler<ListConsoleSessions, Result<IReadOnlyList<NamedSession>>>
{
    private const int Most = 500;

    public async Task<Result<IReadOnlyList<NamedSession>>> Handle(ListConsoleSessions query, CancellationToken cancellationToken)
    {
        var open = await sessions.ListOpenAsync(clock.GetUtcNow(), Most, cancellationToken);
        var people = await sessions.NameAsync([.. open.Select(session => session.PersonId).Distinct()], cancellationToken);
        return Result<IReadOnlyList<NamedSession>>.Success([.. open.Select(session => new NamedSession(session, people[session.PersonId]))]);
    }
}
