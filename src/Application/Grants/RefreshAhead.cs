using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Renews a token that still serves but runs out within minutes, if that was not done meanwhile. While refreshes fail, their own retries go first.</summary>
/// <param name="Generation">The token that was handed out.</param>
public sealed record RefreshAhead(TenantId Tenant, Guid GrantId, int Generation) : IRequest<Result<Done>>
{
    /// <summary>How long before its end a token in use is renewed; a short-lived one once half of its lifetime is over.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
}

internal sealed class RefreshAheadHandler(IGrantStore grants, RefreshFlights flights, AccessTokens tokens, TimeProvider clock)
    : IRequestHandler<RefreshAhead, Result<Done>>
{
    private static readonly Actor Actor = Actor.Job("refresh-ahead");

    public async Task<Result<Done>> Handle(RefreshAhead command, CancellationToken cancellationToken)
    {
        var view = await grants.FindAsync(command.Tenant, command.GrantId, cancellationToken);
        if (view is not { Grant: { IsUsable: true } grant } || clock.GetUtcNow() < grant.RetryAt)
        {
            return Done.Success;
        }

        if (grant.Generation == command.Generation)
        {
            var refresh = new Refresh(command.Tenant, command.GrantId, Actor, NewerThan: command.Generation, Patient: false, Routine: true);
            if ((await flights.JoinAsync(refresh, cancellationToken)).Failure is { } failure)
            {
                return failure;
            }
        }

        tokens.Drop(command.GrantId);
        return Done.Success;
    }
}
