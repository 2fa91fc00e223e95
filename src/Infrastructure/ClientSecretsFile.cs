using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;

namespace GmailPlatform.Infrastructure;

/// <summary>The <c>client_secret.json</c> that the configuration names.</summary>
internal static class ClientSecretsFile
{
    /// <summary>Throws <see cref="ConfigurationException"/>, which quotes nothing of the file.</summary>
    public static GoogleClientFile Read(string path)
    {
        try
        {
            return GoogleClientFile.Parse(new Secret(File.ReadAllText(path))).Succeeded(out var file, out var failure)
                ? file
                : throw new ConfigurationException($"{path}: {string.Join(' ', failure.Errors.Values.SelectMany(messages => messages))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The file of the Google OAuth client cannot be read: {e.Message}", e);
        }
    }
}
