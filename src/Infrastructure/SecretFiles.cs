using Microsoft.Extensions.Configuration;

namespace GmailPlatform.Infrastructure;

/// <summary>
/// Reads secrets from files that an orchestrator mounts: a setting named after the secret with the suffix <c>File</c> contains the path. Unlike a
/// file, an environment variable shows up when the process is inspected.
/// </summary>
public static class SecretFiles
{
    private const string Suffix = "File";

    /// <summary>Bytes; a secret is one line.</summary>
    private const int LargestFile = 64 * 1024;

    private static readonly string[] Secrets =
    [
        "ConnectionStrings:Postgres",
        "ConnectionStrings:PostgresDirect",
        "Sealing:MasterKey",
        "Sealing:CertificatePassword",
        "Google:ClientSecret",
        "Console:Oidc:ClientSecret",
    ];

    /// <summary>The settings that name files.</summary>
    public static IReadOnlyList<string> Settings { get; } = [.. Secrets.Select(secret => secret + Suffix)];

    /// <summary>Adds the secrets from the files. Throws <see cref="ConfigurationException"/>, which stops the start with one line, if a file cannot be read or a secret is set twice.</summary>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        var read = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var secret in Secrets)
        {
            if (configuration[secret + Suffix] is { Length: > 0 } path)
            {
                read[secret] = configuration[secret] is { Length: > 0 }
                    ? throw new ConfigurationException($"Set {secret} or {secret}{Suffix}, not both.")
                    : Read($"{secret}{Suffix}", path);
            }
        }

        configuration.AddInMemoryCollection(read);
    }

    private static string Read(string setting, string path)
    {
        try
        {
            return new FileInfo(path).Length <= LargestFile && File.ReadAllText(path).Trim() is { Length: > 0 } secret
                ? secret
                : throw new ConfigurationException($"{setting}: {path} is empty or larger than {LargestFile} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{setting}: {path} is missing or cannot be read.", e);
        }
    }
}
