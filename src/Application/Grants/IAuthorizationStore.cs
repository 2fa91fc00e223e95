using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>An authorization with its secret half and the revision that it was read at; 0 while it is not stored.</summary>
public sealed record StoredAuthorization(Authorization Authorization, AuthorizationSecrets Secrets, int Revision)
{
    /// <summary>The stored authorization that an offered one, which is not stored yet, takes the application's state from.</summary>
    public Guid? ClientStateIn { get; init; }
}

/// <summary>Keeps pending consents; their secrets rest sealed.</summary>
public interface IAuthorizationStore
{
    Task<StoredAuthorization?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>The stored authorization of this state, or the one that was offered with it and has not come back yet.</summary>
    Task<StoredAuthorization?> FindByStateAsync(Secret state, CancellationToken ct);

    /// <summary>
    /// Gives an authorization a sealed, self-contained state and stores nothing. The first use stores it; a second use is refused as for any other.
    /// </summary>
    /// <param name="authorization">The consent to request; its return URL must be one of the tenant's.</param>
    /// <param name="clientState">The application's state.</param>
    /// <param name="clientStateIn">The stored authorization that has this state. Null puts the state itself into the URL.</param>
    StoredAuthorization Offer(Authorization authorization, Secret? clientState, Guid? clientStateIn);

    /// <summary>False, and nothing is written, when another writer was faster.</summary>
    Task<bool> TrySaveAsync(StoredAuthorization authorization, CancellationToken ct);

    /// <summary>
    /// Records how an authorization ended, for its application to query. False when another writer was faster, such as a restart of the authorization.
    /// </summary>
    Task<bool> TryRecordOutcomeAsync(StoredAuthorization authorization, AuthorizationOutcome outcome, CancellationToken ct);

    /// <summary>Deletes authorizations that ended before <paramref name="before"/> and answers how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct);
}
