using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A client that runs the flow itself, with a redirect URI of its own.</summary>
internal static class ClientFlow
{
    public const string Scope = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/gmail.readonly";

    public static string AuthorizationUrl(World world, string? codeChallenge = null, string redirectUri = WorldSettings.ClientRedirectUri) =>
        QueryHelpers.AddQueryString($"{world.Settings.SandboxUrl}o/oauth2/v2/auth", new Dictionary<string, string?>
        {
            ["client_id"] = WorldSettings.ClientId,
            ["redirect_uri"] = redirectUri,
            ["response_type"] = "code",
            ["scope"] = Scope,
            ["access_type"] = "offline",
            ["code_challenge"] = codeChallenge,
            ["code_challenge_method"] = codeChallenge is null ? null : "S256",
        }.Where(pair => pair.Value is not null));

    /// <summary>A code that was made for the client's redirect URI.</summary>
    public static async Task<string> CodeAsync(World world, string person, string? codeChallenge = null) =>
        (await world.Google.ConsentAsync(AuthorizationUrl(world, codeChallenge), person)).Code!;

    /// <summary>The body of <c>POST /v1/grants</c>.</summary>
    public static object Exchange(string code, string? codeVerifier = null, string? state = null) =>
        new { code, redirectUri = WorldSettings.ClientRedirectUri, codeVerifier, state };
}
