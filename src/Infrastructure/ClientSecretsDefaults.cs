using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure;

/// <summary>What the client's file says counts where the configuration does not say otherwise.</summary>
internal sealed class ClientSecretsDefaults(IConfiguration configuration) : IPostConfigureOptions<GoogleOptions>
{
    private const string CallbackPath = "/oauth/google/callback";

    public void PostConfigure(string? name, GoogleOptions options)
    {
        if (options.ClientSecretsFile is not { Length: > 0 } path)
        {
            return;
        }

        var file = ClientSecretsFile.Read(path);
        (options.ClientId, options.ClientSecret) = (file.ClientId, file.ClientSecret.Reveal());
        options.Endpoints.Authorization = Configured(nameof(GoogleEndpoints.Authorization)) ?? file.AuthorizationEndpoint ?? options.Endpoints.Authorization;
        options.Endpoints.Token = Configured(nameof(GoogleEndpoints.Token)) ?? file.TokenEndpoint ?? options.Endpoints.Token;
        if (options.RedirectUri.Length == 0)
        {
            options.RedirectUri = file.RedirectUris.FirstOrDefault(uri => uri.EndsWith(CallbackPath, StringComparison.Ordinal)) ?? "";
        }
    }

    private string? Configured(string endpoint) => configuration[$"{GoogleOptions.Section}:{nameof(GoogleOptions.Endpoints)}:{endpoint}"];
}
