using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Vault;

/// <summary>Protects every key of the ring by the present master key or certificate; afterwards the previous ones can go.</summary>
public sealed record ProtectKeyRing : IRequest<Result<ProtectedKeys>>;

/// <summary>How many keys were protected by a previous master key or certificate.</summary>
public sealed record ProtectedKeys(int Count);

internal sealed class ProtectKeyRingHandler(ISealingKeys keys) : IRequestHandler<ProtectKeyRing, Result<ProtectedKeys>>
{
    public async Task<Result<ProtectedKeys>> Handle(ProtectKeyRing command, CancellationToken cancellationToken) =>
        new ProtectedKeys(await keys.ProtectAsync(cancellationToken));
}
