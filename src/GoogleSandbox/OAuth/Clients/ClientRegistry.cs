using System.Collections.Concurrent;

namespace GmailPlatform.GoogleSandbox.OAuth.Clients;

/// <summary>The registered clients; the configured one is there from the start.</summary>
internal sealed class ClientRegistry
{
    private readonly ConcurrentDictionary<string, OAuthClient> _clients = new(StringComparer.Ordinal);
    private readonly OAuthClient _configured;

    public ClientRegistry(SandboxOptions options)
    {
        _configured = new OAuthClient
        {
            ClientId = options.ClientId,
            ClientSecret = options.ClientSecret,
            ProjectId = options.ProjectId,
            RedirectUris = options.EffectiveRedirectUris,
            JavaScriptOrigins = options.EffectiveJavaScriptOrigins,
        };
        TryAdd(_configured);
    }

    public OAuthClient? Find(string clientId) => _clients.GetValueOrDefault(clientId);

    /// <summary>The clients of a project, which share its consents and its stream of security events.</summary>
    public IReadOnlyList<OAuthClient> OfProject(string projectId) =>
        [.. _clients.Values.Where(client => client.ProjectId == projectId).OrderBy(client => client.ClientId, StringComparer.Ordinal)];

    public bool TryAdd(OAuthClient client) => _clients.TryAdd(client.ClientId, client);

    /// <summary>Replaces a client by what <paramref name="change"/> makes of it; null when there is none.</summary>
    public OAuthClient? Change(string clientId, Func<OAuthClient, OAuthClient> change)
    {
        while (_clients.TryGetValue(clientId, out var current))
        {
            var changed = change(current);
            if (_clients.TryUpdate(clientId, changed, current))
            {
                return changed;
            }
        }

        return null;
    }

    /// <summary>Every client but the configured one: while nobody changes it, it follows the configuration.</summary>
    public IReadOnlyList<OAuthClient> Snapshot() =>
        [.. _clients.Values.Where(client => client != _configured).OrderBy(client => client.ClientId, StringComparer.Ordinal)];

    public void Restore(IReadOnlyList<OAuthClient> clients)
    {
        foreach (var client in clients)
        {
            _clients[client.ClientId] = client;
        }
    }
}
