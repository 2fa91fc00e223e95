using System.Collections.Concurrent;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>Authorizations in memory, with the revisions of the real store; a test controls how a save ends.</summary>
internal sealed class MemoryAuthorizations : IAuthorizationStore
{
    private readonly ConcurrentDictionary<Guid, StoredAuthorization> _stored = new();

    /// <summary>Takes the place of a save, which it may perform by <see cref="Commit"/>.</summary>
    public Func<StoredAuthorization, CancellationToken, Task<bool>>? Save { get; set; }

    /// <summary>Writes an authorization as a transaction does: false when the row moved on.</summary>
    public bool Commit(StoredAuthorization authorization)
    {
        lock (_stored)
        {
            if (_stored.TryGetValue(authorization.Authorization.Id, out var before) && before.Revision != authorization.Revision)
            {
                return false;
            }

            _stored[authorization.Authorization.Id] = authorization with { Revision = authorization.Revision + 1 };
            return true;
        }
    }

    public StoredAuthorization Get(Guid id) => _stored[id];

    public Task<StoredAuthorization?> FindAsync(Guid id, CancellationToken ct) => Task.FromResult(_stored.GetValueOrDefault(id));

    public Task<StoredAuthorization?> FindByStateAsync(Secret state, CancellationToken ct) =>
        Task.FromResult(_stored.Values.FirstOrDefault(stored => stored.Authorization.StateSha256 == state.Sha256()));

    public StoredAuthorization Offer(Authorization authorization, Secret? clientState, Guid? clientStateIn) =>
        new(authorization, AuthorizationSecrets.Generate(clientState), Revision: 0);

    public Task<bool> TrySaveAsync(StoredAuthorization authorization, CancellationToken ct) =>
        Save is { } save ? save(authorization, ct) : Task.FromResult(Commit(authorization));

    public Task<bool> TryRecordOutcomeAsync(StoredAuthorization authorization, AuthorizationOutcome outcome, CancellationToken ct) =>
        Task.FromResult(Commit(authorization with { Authorization = authorization.Authorization with { Outcome = outcome } }));

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct) => Task.FromResult(0);
}
