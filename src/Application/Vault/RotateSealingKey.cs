using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Vault;

/// <summary>Makes a new active sealing key. Older keys keep opening what they sealed.</summary>
/// <param name="OnlyWhenDue">Only when the active key expires soon; else the active key is the answer.</param>
public sealed record RotateSealingKey(bool OnlyWhenDue) : IRequest<Result<SealingKey>>;

internal sealed class RotateSealingKeyHandler(ISealingKeys keys, TimeProvider clock) : IRequestHandler<RotateSealingKey, Result<SealingKey>>
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public async Task<Result<SealingKey>> Handle(RotateSealingKey command, CancellationToken cancellationToken)
    {
        var active = command.OnlyWhenDue ? (await keys.ListAsync(cancellationToken)).FirstOrDefault(key => key.IsActive) : null;
        return active is not null && active.ExpiresAt - clock.GetUtcNow() > Soon ? active : await keys.RotateAsync(cancellationToken);
    }
}
