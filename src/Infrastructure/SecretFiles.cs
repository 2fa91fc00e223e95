using Microsoft.Extensions.Configuration;

namespace GmailPlatform.Infrastructure;

/// <summary>
/// Reads secrets from files that an orchestrator mounts: the setting's name with <c>File</c> after it holds the path. An environment is
/// seen by whoever inspects the process; a file is not.
/// </summary>
public static class SecretFiles
{
    private const string Suffix = "File";

    /// <summary>Bytes. A secret is a line.</summary>
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

    /// <summary>Adds what the files hold. Ends the start, in one line, where a file cannot be read or the secret is set twice.</summary>
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
                : throw new ConfigurationException($"{setting}: {path} is empty or no file of one line.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{setting}: {path} is missing or cannot be read.", e);
        }
    }
}
