using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tenancy;

/// <summary>An OAuth client registered with Google, and what the platform asks for with it.</summary>
/// <param name="ClientSecret">The newest one.</param>
/// <param name="RedirectUri">The platform's callback, registered with the client.</param>
/// <param name="DefaultScopes">Asked for when the application names none.</param>
public sealed record GoogleClient(string ClientId, Secret ClientSecret, string RedirectUri, IReadOnlyList<string> DefaultScopes)
{
    /// <summary>The secret before it, while a rotation is under way at Google: both may be valid. Empty otherwise.</summary>
    public IReadOnlyList<Secret> OlderSecrets { get; init; } = [];

    /// <summary>Every secret of the client, newest first.</summary>
    public IReadOnlyList<Secret> Secrets => [ClientSecret, .. OlderSecrets];

    /// <summary>Whether consent may be asked for with <c>include_granted_scopes</c>; not where the project was ever granted <c>gmail.metadata</c>.</summary>
    public bool IncludesGrantedScopes { get; init; } = true;

    /// <summary>The tenant connects only accounts of this organization; null where it connects any.</summary>
    public string? HostedDomain { get; init; }

    /// <summary>Whether both are clients of one project of Google's: a revocation ends what a person granted to all of them.</summary>
    public bool SharesProjectWith(GoogleClient other) => Project == other.Project;

    /// <summary>The project's number, with which Google's client ids begin (<c>123-abc.apps.googleusercontent.com</c>); else the whole id.</summary>
    public string Project => ClientId.Split('-') is [{ Length: > 0 } number, _, ..] && number.All(char.IsAsciiDigit) ? number : ClientId;
}

/// <summary>Finds the Google client that acts for a tenant: its own, else the server's configured one.</summary>
public interface IGoogleClients
{
    /// <summary>This server's callback, which every client must have registered with Google.</summary>
    string Callback { get; }

    Task<GoogleClient> ForTenantAsync(TenantId tenant, CancellationToken ct);

    /// <summary>Whether one of the ids is that of the configured client or of a tenant's own.</summary>
    Task<bool> KnowsAnyAsync(IReadOnlyCollection<string> clientIds, CancellationToken ct);
}
