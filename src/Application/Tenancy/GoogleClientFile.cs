using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Tenancy;

/// <summary>Google's <c>client_secret.json</c>, as the Cloud console hands it out (<c>web</c> or <c>installed</c>).</summary>
/// <param name="RedirectUris">Empty where the file lists none.</param>
public sealed record GoogleClientFile(string ClientId, Secret ClientSecret, IReadOnlyList<string> RedirectUris)
{
    /// <summary>Longer than any file of Google's, in characters.</summary>
    public const int LongestFile = 64 * 1024;

    private const int LongestValue = 512;

    /// <summary>The field that failures name.</summary>
    private const string Field = "clientSecrets";

    public string? AuthorizationEndpoint { get; init; }

    public string? TokenEndpoint { get; init; }

    /// <summary>Whether it is a client of an installed application, to which Google redirects at any loopback port without registration.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>Reads the text of the file. A failure quotes nothing of it.</summary>
    public static Result<GoogleClientFile> Parse(Secret text)
    {
        if (text.Reveal().Length > LongestFile)
        {
            return CommonFailures.Validation(Field, "This is not Google's client_secret.json: it is too long.");
        }

        try
        {
            var content = JsonSerializer.Deserialize<Content>(text.Reveal());
            return (content?.Web ?? content?.Installed) is { ClientId.Length: > 0, ClientSecret.Length: > 0 } client
                ? Read(client, isInstalled: content!.Web is null)
                : CommonFailures.Validation(Field, "The file contains no client id and secret of a Google OAuth client. Download client_secret.json from Google's console.");
        }
        catch (JsonException)
        {
            return CommonFailures.Validation(Field, "This is not Google's client_secret.json. Download it from Google's console, and give the whole file, not the secret alone.");
        }
    }

    /// <summary>Whether Google would redirect to <paramref name="callback"/>. Google compares redirect URIs as text.</summary>
    public bool Registers(string callback) =>
        RedirectUris.Contains(callback, StringComparer.Ordinal)
        || (IsInstalled && Uri.TryCreate(callback, UriKind.Absolute, out var uri) && uri.IsLoopback);

    /// <summary>What is wrong with the redirect URIs that the file lists; null for a file that lists none.</summary>
    internal Failure? FindUnregistered(string callback) => RedirectUris.Count == 0 || Registers(callback)
        ? null
        : CommonFailures.Validation(
            Field,
            $"The file does not list this server's callback among its redirect_uris: {string.Join(", ", RedirectUris)}. "
            + $"Add {callback} to the authorized redirect URIs of the OAuth client in Google's console, and download the file again.");

    private static Result<GoogleClientFile> Read(Client client, bool isInstalled) =>
        IsVisible(client.ClientId!) && IsVisible(client.ClientSecret!)
            ? new GoogleClientFile(client.ClientId!, new Secret(client.ClientSecret!), [.. (client.RedirectUris ?? []).OfType<string>()])
            {
                AuthorizationEndpoint = client.AuthUri,
                TokenEndpoint = client.TokenUri,
                IsInstalled = isInstalled,
            }
            : CommonFailures.Validation(Field, "The client id or the client secret contains white space or another character that Google's never have. Download the file again.");

    private static bool IsVisible(string text) => text.Length <= LongestValue && text.All(c => c is > ' ' and < '\x7f');

    private sealed record Content([property: JsonPropertyName("web")] Client? Web, [property: JsonPropertyName("installed")] Client? Installed);

    private sealed record Client(
        [property: JsonPropertyName("client_id")] string? ClientId,
        [property: JsonPropertyName("client_secret")] string? ClientSecret,
        [property: JsonPropertyName("auth_uri")] string? AuthUri,
        [property: JsonPropertyName("token_uri")] string? TokenUri,
        [property: JsonPropertyName("redirect_uris")] IReadOnlyList<string?>? RedirectUris);
}
