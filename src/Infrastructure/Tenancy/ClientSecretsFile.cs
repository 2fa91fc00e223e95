using GmailPlatform.Domain;
using Google.Apis.Auth.OAuth2;
using Newtonsoft.Json;

namespace GmailPlatform.Infrastructure.Tenancy;

/// <summary>Google's <c>client_secret.json</c>, as the Cloud console hands it out (<c>web</c> or <c>installed</c>).</summary>
public static class ClientSecretsFile
{
    public static (string Id, Secret Secret) Read(string path)
    {
        try
        {
            return GoogleClientSecrets.FromFile(path).Secrets is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret }
                ? (id, new Secret(secret))
                : throw new ConfigurationException($"{path} holds no client id and secret of a Google OAuth client.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The file of the Google OAuth client cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            // The library's own texts may quote the file.
            throw new ConfigurationException($"{path} is not Google's client_secret.json.", e);
        }
    }
}
