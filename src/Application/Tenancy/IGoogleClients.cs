using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>An OAuth client registered with Google, and what the platform asks for with it.</summary>
/// <param name="RedirectUri">The platform's callback, registered with the client.</param>
/// <param name="DefaultScopes">Asked for when the application names none.</param>
public sealed record GoogleClient(string ClientId, Secret ClientSecret, string RedirectUri, IReadOnlyList<string> DefaultScopes);

/// <summary>Finds the Google client that acts for a tenant: its own, else the server's configured one.</summary>
public interface IGoogleClients
{
    Task<GoogleClient> ForTenantAsync(TenantId tenant, CancellationToken ct);
}
