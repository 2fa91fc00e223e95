using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>What the issuer's discovery document says of its addresses; held in memory and read anew from time to time.</summary>
internal sealed class IssuerAddress(IOptionsMonitor<OpenIdConnectOptions> oidc, IOptions<ConsoleOptions> options, ILogger<IssuerAddress> logger)
{
    public async Task<bool> IsReachableAsync(CancellationToken ct) => await ReadAsync(ct) is not null;

    /// <summary>Null where the issuer has none, or cannot be asked.</summary>
    public async Task<string?> EndSessionAsync(CancellationToken ct) =>
        options.Value.Oidc.IsConfigured && await ReadAsync(ct) is { EndSessionEndpoint: { Length: > 0 } endpoint } ? endpoint : null;

    private async Task<OpenIdConnectConfiguration?> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await oidc.Get(ConsoleSignIn.OidcScheme).ConfigurationManager!.GetConfigurationAsync(ct);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException && !ct.IsCancellationRequested)
        {
            logger.LogWarning("The OpenID provider of the console does not answer with its configuration: {Cause}", e.GetBaseException().Message);
            return null;
        }
    }
}
