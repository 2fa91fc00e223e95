using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>An authorization with its secret half and the revision that it was read at; 0 when it is new.</summary>
public sealed record StoredAuthorization(Authorization Authorization, AuthorizationSecrets Secrets, int Revision);

/// <summary>Keeps pending consents; their secrets rest sealed.</summary>
public interface IAuthorizationStore
{
    Task<StoredAuthorization?> FindAsync(Guid id, CancellationToken ct);

    Task<StoredAuthorization?> FindByStateAsync(Secret state, CancellationToken ct);

    /// <summary>False, and nothing is written, when another writer was faster.</summary>
    Task<bool> TrySaveAsync(StoredAuthorization authorization, CancellationToken ct);

    /// <summary>Deletes authorizations that ended before <paramref name="before"/> and answers how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct);
}
