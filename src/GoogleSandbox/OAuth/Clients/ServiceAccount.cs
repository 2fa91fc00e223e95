using System.Collections.Concurrent;
using System.Security.Cryptography;
using GmailPlatform.GoogleSandbox.Risc;

namespace GmailPlatform.GoogleSandbox.OAuth.Clients;

/// <summary>A service account with one key and the scopes that an admin delegated to it domain-wide.</summary>
internal sealed record ServiceAccount
{
    public required string Email { get; init; }

    /// <summary>The numeric client id, which the admin console lists.</summary>
    public required string ClientId { get; init; }

    public required string ProjectId { get; init; }

    public required string KeyId { get; init; }

    public required RSA Key { get; init; }

    public IReadOnlySet<string> DelegatedScopes { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Its roles in the project.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [ManagementCaller.AdminRole];
}

/// <summary>Service accounts, by address.</summary>
internal sealed class ServiceAccountRegistry : IDisposable
{
    private readonly ConcurrentDictionary<string, ServiceAccount> _accounts = new(StringComparer.OrdinalIgnoreCase);

    public ServiceAccount? Find(string email) => _accounts.GetValueOrDefault(email);

    /// <summary>Finds by the numeric client id, which the account's access tokens carry.</summary>
    public ServiceAccount? FindByClientId(string clientId) => _accounts.Values.FirstOrDefault(account => account.ClientId == clientId);

    public bool TryAdd(ServiceAccount account) => _accounts.TryAdd(account.Email, account);

    public IReadOnlyList<ServiceAccount> Snapshot() => [.. _accounts.Values.OrderBy(account => account.Email, StringComparer.Ordinal)];

    public void Restore(IReadOnlyList<ServiceAccount> accounts)
    {
        foreach (var account in accounts)
        {
            _accounts[account.Email] = account;
        }
    }

    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Key.Dispose();
        }
    }
}
