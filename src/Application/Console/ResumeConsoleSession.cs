using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Whether a session still lasts: asked with each request, so that an end takes effect with the next one, on every node.</summary>
public sealed record ResumeConsoleSession(Guid SessionId) : IRequest<Result<ConsoleSession>>;

internal sealed class ResumeConsoleSessionHandler(IConsoleSessions sessions, TimeProvider clock)
    : IRequestHandler<ResumeConsoleSession, Result<ConsoleSession>>
{
    public async Task<Result<ConsoleSession>> Handle(ResumeConsoleSession query, CancellationToken cancellationToken) =>
        await sessions.FindAsync(query.SessionId, cancellationToken) is { } session && session.IsOpen(clock.GetUtcNow())
            ? session
            : ConsoleFailures.SignedOut;
}
