using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>What a reminder does: looks whether the grant still fails and its time has come, and then refreshes it. Safe to run twice.</summary>
public sealed record RetryRefresh(Caller Caller, Guid GrantId) : IRequest<Result<RetriedRefresh>>;

/// <summary>How a retry went.</summary>
/// <param name="TryAgainIn">Null when there is nothing left to retry.</param>
/// <param name="Code">The failure's code, while it lasts.</param>
public sealed record RetriedRefresh(TimeSpan? TryAgainIn, string? Code);

internal sealed class RetryRefreshHandler(
    IGrantStore grants, IRequestHandler<RefreshCredentials, Result<AccessToken>> refreshCredentials, TimeProvider clock)
    : IRequestHandler<RetryRefresh, Result<RetriedRefresh>>
{
    private static readonly RetriedRefresh Finished = new(TryAgainIn: null, Code: null);

    /// <summary>How long to leave a grant alone whose Google client is rejected: an operator must act first.</summary>
    private static readonly TimeSpan OperatorNeeded = TimeSpan.FromMinutes(1);

    public async Task<Result<RetriedRefresh>> Handle(RetryRefresh command, CancellationToken cancellationToken)
    {
        var view = await grants.FindAsync(command.Caller.Tenant, command.GrantId, cancellationToken);
        if (view is not { Grant: { Status: GrantStatus.RefreshFailing } grant })
        {
            return Finished;
        }

        if (grant.RetryAt - clock.GetUtcNow() is { } left && left > TimeSpan.Zero)
        {
            return new RetriedRefresh(left, "not_yet");
        }

        var refresh = await refreshCredentials.Handle(
            new RefreshCredentials(command.Caller, command.GrantId, NewerThan: grant.Generation) { Routine = true }, cancellationToken);
        return refresh.Failure switch
        {
            { Kind: FailureKind.OperatorNeeded } failure => new RetriedRefresh(OperatorNeeded, failure.Code),
            { RetryAfter: { } wait } failure => new RetriedRefresh(wait, failure.Code),
            _ => Finished,
        };
    }
}
