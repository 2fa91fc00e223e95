using GmailPlatform.Domain.Grants;
using Marten.Events;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>The catalogue of stored events. A name, once stored, is for ever; a new form of an event gets a new name and an upcaster.</summary>
public static class GrantEventTypes
{
    public static IReadOnlyDictionary<string, Type> ByName { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["grant_connected"] = typeof(GrantConnected),
        ["grant_reconnected"] = typeof(GrantReconnected),
        ["code_exchanged"] = typeof(CodeExchanged),
        ["credentials_stored"] = typeof(CredentialsStored),
        ["access_token_refreshed"] = typeof(AccessTokenRefreshed),
        ["refresh_failed"] = typeof(RefreshFailed),
        ["refresh_failure_persisted"] = typeof(RefreshFailurePersisted),
        ["refresh_recovered"] = typeof(RefreshRecovered),
        ["refresh_discarded"] = typeof(RefreshDiscarded),
        ["credentials_used"] = typeof(CredentialsUsed),
        ["scopes_changed"] = typeof(ScopesChanged),
        ["reauthorization_required"] = typeof(ReauthorizationRequired),
        ["security_event_received"] = typeof(SecurityEventReceived),
        ["grant_resumed"] = typeof(GrantResumed),
        ["credentials_resealed"] = typeof(CredentialsResealed),
        ["grant_revoked"] = typeof(GrantRevoked),
        ["revocation_confirmed"] = typeof(RevocationConfirmed),
        ["revocation_abandoned"] = typeof(RevocationAbandoned),
        ["grant_erased"] = typeof(GrantErased),
    };

    internal static void Map(IEventStoreOptions events)
    {
        foreach (var (name, type) in ByName)
        {
            events.MapEventType(type, name);
        }
    }
}
