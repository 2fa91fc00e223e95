using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Ends a revoked grant at Google too, and then deletes its tokens. A grant that was connected again meanwhile is left alone.</summary>
public sealed record ConfirmRevocation(Caller Caller, Guid GrantId) : IRequest<Result<RevocationProgress>>;

/// <summary>How far the end of a grant has come.</summary>
/// <param name="TryAgainIn">Null once Google confirmed, or when there is nothing to confirm.</param>
public sealed record RevocationProgress(TimeSpan? TryAgainIn)
{
    public bool IsConfirmed => TryAgainIn is null;
}

internal sealed class ConfirmRevocationHandler(IGrantStore grants, ITokenEndpoint google, TimeProvider clock)
    : IRequestHandler<ConfirmRevocation, Result<RevocationProgress>>
{
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    public async Task<Result<RevocationProgress>> Handle(ConfirmRevocation command, CancellationToken cancellationToken)
    {
        var held = await grants.HoldAsync(command.Caller.Tenant, command.GrantId, cancellationToken);
        if (held is not { Grant: { Status: GrantStatus.Revoked } grant, Tokens: { } tokens })
        {
            return new RevocationProgress(TryAgainIn: null);
        }

        var revocation = await google.RevokeAsync(tokens.RefreshToken, cancellationToken);
        if (!revocation.Succeeded(out _, out var failure))
        {
            return new RevocationProgress(failure.RetryAfter ?? FirstRetry);
        }

        if (!grant.ConfirmRevocation(clock.GetUtcNow()).Succeeded(out var events, out failure))
        {
            return failure;
        }

        var change = new GrantChange(command.Caller.Tenant, command.Caller.Actor, grant, events) { DeleteTokens = true };
        return await grants.TryCommitAsync(change, CancellationToken.None)
            ? new RevocationProgress(TryAgainIn: null)
            : new RevocationProgress(TimeSpan.FromSeconds(1));
    }
}
