using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;

namespace GmailPlatform.Infrastructure;

/// <summary>The key file of a service account, as the Cloud console hands it out. What it holds stays in memory.</summary>
public static class ServiceAccountFile
{
    /// <summary>Throws <see cref="ConfigurationException"/>, which quotes nothing of the file.</summary>
    public static ServiceAccountKey Read(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path));
            if (content is not { Type: "service_account", Email: { Length: > 0 } email, KeyId: { Length: > 0 } keyId, PrivateKey: { Length: > 0 } privateKey })
            {
                throw new ConfigurationException($"{path} is not the key file of a Google service account.");
            }

            using var rsa = RSA.Create();
            rsa.ImportFromPem(privateKey);
            return new ServiceAccountKey(email, keyId, new Secret(privateKey));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The key file of the service account cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or CryptographicException or ArgumentException)
        {
            throw new ConfigurationException($"{path} is not the key file of a Google service account.", e);
        }
    }

    private sealed record Content(
        [property: JsonPropertyName("type")] string? Type,
        [property: JsonPropertyName("client_email")] string? Email,
        [property: JsonPropertyName("private_key_id")] string? KeyId,
        [property: JsonPropertyName("private_key")] string? PrivateKey);
}
