using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Bench.Load;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.Bench.Measures;

internal static class Refreshes
{
    /// <summary>Refreshes the grant with this number; throws where that fails, since no measure counts a failure.</summary>
    public static Task RefreshAsync(this IServiceProvider platform, TenantId tenant, int number) =>
        platform.SendAsync(new RefreshCredentials(new Caller(tenant, Actor.Job("bench")), GrantLoader.IdOf(number), NewerThan: null));
}
