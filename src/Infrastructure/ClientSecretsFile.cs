using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Domain;

namespace GmailPlatform.Infrastructure;

/// <summary>
/// Google's <c>client_secret.json</c>, as the Cloud console hands it out (<c>web</c> or <c>installed</c>). Read here, since the
/// library's reader drops the endpoints and the redirect URIs.
/// </summary>
public sealed record ClientSecretsFile(string ClientId, Secret ClientSecret, string? AuthorizationEndpoint, string? TokenEndpoint, IReadOnlyList<string> RedirectUris)
{
    /// <summary>Whether it is a client of an installed application, to which Google redirects at any loopback port without registration.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>Throws <see cref="ConfigurationException"/>, which quotes nothing of the file.</summary>
    public static ClientSecretsFile Read(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path));
            return (content?.Web ?? content?.Installed) is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret } client
                ? new ClientSecretsFile(id, new Secret(secret), client.AuthUri, client.TokenUri, client.RedirectUris ?? []) { IsInstalled = content!.Web is null }
                : throw new ConfigurationException($"{path} holds no client id and secret of a Google OAuth client.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The file of the Google OAuth client cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is not Google's client_secret.json.", e);
        }
    }

    private sealed record Content([property: JsonPropertyName("web")] Client? Web, [property: JsonPropertyName("installed")] Client? Installed);

    private sealed record Client(
        [property: JsonPropertyName("client_id")] string? ClientId,
        [property: JsonPropertyName("client_secret")] string? ClientSecret,
        [property: JsonPropertyName("auth_uri")] string? AuthUri,
        [property: JsonPropertyName("token_uri")] string? TokenUri,
        [property: JsonPropertyName("redirect_uris")] IReadOnlyList<string>? RedirectUris);
}
