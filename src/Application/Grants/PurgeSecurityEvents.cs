using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Forgets the ids of security events that nobody can send again: the key that signed them is long gone.</summary>
public sealed record PurgeSecurityEvents : IRequest<Result<Purged>>;

internal sealed class PurgeSecurityEventsHandler(ISecurityEventStore events, TimeProvider clock)
    : IRequestHandler<PurgeSecurityEvents, Result<Purged>>
{
    /// <summary>Google's signing keys live for weeks.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task<Result<Purged>> Handle(PurgeSecurityEvents command, CancellationToken cancellationToken) =>
        new Purged(await events.PurgeAsync(clock.GetUtcNow() - Kept, cancellationToken));
}
