using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>A breaker as it rests.</summary>
/// <param name="Revision">0 for one that does not rest yet.</param>
public sealed record StoredClientBreaker(ClientBreaker Breaker, int Revision);

/// <summary>Keeps the breakers that are open, or on the way there; all nodes share them.</summary>
public interface IClientBreakerStore
{
    Task<StoredClientBreaker?> FindAsync(string id, CancellationToken ct);

    Task<IReadOnlyList<ClientBreaker>> ListAsync(CancellationToken ct);

    /// <summary>False when another node was first.</summary>
    Task<bool> TrySaveAsync(StoredClientBreaker breaker, CancellationToken ct);

    Task DeleteAsync(string id, CancellationToken ct);
}
