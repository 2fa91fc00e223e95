using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Ends a grant: here at once, and at Google (RFC 7009). While Google cannot be reached the sealed tokens are kept, only to
/// end them there later. Revoking twice is one revocation.
/// </summary>
public sealed record RevokeGrant(Caller Caller, Guid GrantId) : IRequest<Result<RevokedGrant>>;

/// <summary>A grant that is ended here.</summary>
/// <param name="ConfirmedByGoogle">False while Google has still to be told; a job does that.</param>
public sealed record RevokedGrant(Guid Id, bool ConfirmedByGoogle);

internal sealed class RevokeGrantHandler(IGrantStore grants, ITokenEndpoint google, IGrantJobs jobs, TimeProvider clock)
    : IRequestHandler<RevokeGrant, Result<RevokedGrant>>
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    public async Task<Result<RevokedGrant>> Handle(RevokeGrant command, CancellationToken cancellationToken)
    {
        var ending = await CommitAsync(command, grant => grant.Revoke(clock.GetUtcNow()), deleteTokens: false, cancellationToken);
        if (!ending.Succeeded(out var held, out var failure))
        {
            return failure;
        }

        if (held.Tokens is not { } tokens)
        {
            return new RevokedGrant(command.GrantId, ConfirmedByGoogle: true);
        }

        var revocation = await google.RevokeAsync(tokens.RefreshToken, CancellationToken.None);
        if (!revocation.Succeeded(out _, out failure))
        {
            await jobs.RetryRevocationAsync(
                command.Caller.Tenant, command.GrantId, clock.GetUtcNow() + (failure.RetryAfter ?? FirstRetry), CancellationToken.None);
            return new RevokedGrant(command.GrantId, ConfirmedByGoogle: false);
        }

        var confirmation = await CommitAsync(command, grant => grant.ConfirmRevocation(clock.GetUtcNow()), deleteTokens: true, CancellationToken.None);
        return confirmation.Succeeded(out _, out failure) ? new RevokedGrant(command.GrantId, ConfirmedByGoogle: true) : failure;
    }

    private async Task<Result<HeldGrant>> CommitAsync(
        RevokeGrant command, Func<Grant, Result<IReadOnlyList<GrantEvent>>> decide, bool deleteTokens, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await grants.HoldAsync(command.Caller.Tenant, command.GrantId, ct) is not { } held)
            {
                return CommonFailures.NotFound;
            }

            if (!decide(held.Grant).Succeeded(out var events, out var failure))
            {
                return failure;
            }

            var change = new GrantChange(command.Caller.Tenant, command.Caller.Actor, held.Grant, events) { DeleteTokens = deleteTokens };
            if (events.Count == 0 || await grants.TryCommitAsync(change, ct))
            {
                return held;
            }
        }

        return GrantFailures.Busy;
    }
}
