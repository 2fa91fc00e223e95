using System.Collections.Concurrent;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>Which of a client's secrets Google accepted last on this node, so that only one call meets a secret that is not valid.</summary>
internal sealed class AcceptedSecrets
{
    /// <summary>The hash of the secret by client id; only of clients whose newest secret was not the one.</summary>
    private readonly ConcurrentDictionary<string, string> _accepted = new(StringComparer.Ordinal);

    /// <summary>The client's secrets in the order in which to try them: the one that Google accepted last, then the others, newest first.</summary>
    public IReadOnlyList<Secret> Order(GoogleClient client)
    {
        if (client.OlderSecrets.Count == 0 || !_accepted.TryGetValue(client.ClientId, out var hash))
        {
            return client.Secrets;
        }

        return [.. client.Secrets.OrderByDescending(secret => secret.Sha256() == hash)];
    }

    /// <summary>Remembers that Google accepted a secret.</summary>
    public void Accept(GoogleClient client, Secret secret)
    {
        if (client.OlderSecrets.Count == 0 || secret.Equals(client.ClientSecret))
        {
            _accepted.TryRemove(client.ClientId, out _);
        }
        else
        {
            _accepted[client.ClientId] = secret.Sha256();
        }
    }
}
