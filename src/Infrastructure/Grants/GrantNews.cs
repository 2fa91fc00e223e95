using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Which commits other nodes must hear of. NOTIFY makes commits wait for one another, so what is frequent stays quiet.</summary>
internal static class GrantNews
{
    /// <summary>Whether the change ends or replaces a token that another node may hold.</summary>
    public static bool ConcernsOtherNodes(this GrantChange change) => change.Before is not null && change.Events.Any(fact => fact switch
    {
        AccessTokenRefreshed => !change.Routine,
        RefreshFailed or RefreshFailurePersisted or RefreshRecovered or RefreshDiscarded => false,
        _ => true,
    });
}
