using GmailPlatform.Domain;
using GmailPlatform.Domain.Vault;
using MediatR;

namespace GmailPlatform.Application.Vault;

/// <summary>Drops an old sealing key. Refused for the active one and while anything rests under it.</summary>
public sealed record RetireSealingKey(Guid KeyId) : IRequest<Result<SealingKey>>;

internal sealed class RetireSealingKeyHandler(ISealingKeys keys, IEnumerable<ISealedValues> values) : IRequestHandler<RetireSealingKey, Result<SealingKey>>
{
    public async Task<Result<SealingKey>> Handle(RetireSealingKey command, CancellationToken cancellationToken)
    {
        if ((await keys.ListAsync(cancellationToken)).FirstOrDefault(key => key.Id == command.KeyId) is not { } key)
        {
            return VaultFailures.UnknownSealingKey(command.KeyId);
        }

        if (key.IsActive)
        {
            return VaultFailures.SealingKeyInUse("This is the active sealing key. Rotate first, then reseal.");
        }

        foreach (var kind in values)
        {
            if ((await kind.CountByKeyAsync(cancellationToken)).GetValueOrDefault(key.Id) is > 0 and var count)
            {
                return VaultFailures.SealingKeyInUse($"{count} {kind.Kind} are still sealed under this key. Reseal first.");
            }
        }

        return await keys.TryRetireAsync(key.Id, cancellationToken)
            ? key
            : VaultFailures.SealingKeyInUse("Something was sealed under this key a moment ago. Reseal once more.");
    }
}
