using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure;

/// <summary>
/// What Google's <c>client_secret.json</c> says beside the client's id and secret, which the library's reader drops: the
/// endpoints and the redirect URI. Each counts only where the configuration does not say otherwise.
/// </summary>
internal sealed class ClientSecretsFile(IConfiguration configuration) : IPostConfigureOptions<GoogleOptions>
{
    private const string CallbackPath = "/oauth/google/callback";

    public void PostConfigure(string? name, GoogleOptions options)
    {
        if (options.ClientSecretsFile is not { Length: > 0 } file)
        {
            return;
        }

        var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(file));
        var client = content?.Web ?? content?.Installed;
        options.Endpoints.Authorization = Configured(nameof(GoogleEndpoints.Authorization)) ?? client?.AuthUri ?? options.Endpoints.Authorization;
        options.Endpoints.Token = Configured(nameof(GoogleEndpoints.Token)) ?? client?.TokenUri ?? options.Endpoints.Token;
        if (options.RedirectUri.Length == 0)
        {
            options.RedirectUri = client?.RedirectUris?.FirstOrDefault(uri => uri.EndsWith(CallbackPath, StringComparison.Ordinal)) ?? "";
        }
    }

    private string? Configured(string endpoint) => configuration[$"{GoogleOptions.Section}:{nameof(GoogleOptions.Endpoints)}:{endpoint}"];

    private sealed record Content([property: JsonPropertyName("web")] Client? Web, [property: JsonPropertyName("installed")] Client? Installed);

    private sealed record Client(
        [property: JsonPropertyName("auth_uri")] string? AuthUri,
        [property: JsonPropertyName("token_uri")] string? TokenUri,
        [property: JsonPropertyName("redirect_uris")] IReadOnlyList<string>? RedirectUris);
}
