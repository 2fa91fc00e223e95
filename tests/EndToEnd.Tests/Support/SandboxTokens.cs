using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Token sets that the sandbox issued, for tests that store them in an order and at a time of their own.</summary>
internal static class SandboxTokens
{
    public const string Readonly = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/gmail.readonly";
    public const string ReadonlyAndSend = $"{Readonly} https://www.googleapis.com/auth/gmail.send";

    /// <summary>The tokens of a consent that is shown, with a refresh token.</summary>
    public static async Task<TokenSet> TokensAsync(this World world, string person, string scope = Readonly)
    {
        var url = ClientFlow.AuthorizationUrl(world).Replace(Uri.EscapeDataString(ClientFlow.Scope), Uri.EscapeDataString(scope), StringComparison.Ordinal);
        var code = (await world.Google.ConsentAsync($"{url}&prompt=consent", person)).Code!;
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri(world.Settings.SandboxUrl, "token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = WorldSettings.ClientId,
            ["client_secret"] = WorldSettings.ClientSecret,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        }));
        var answer = await response.ReadAsync(200);
        return new TokenSet(
            new Secret(answer.Text("access_token")!),
            new Secret(answer.Text("refresh_token")!),
            world.Clock.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt32()),
            ScopeSet.Parse(answer.Text("scope")),
            IdToken: null,
            RefreshTokenExpiresAt: null);
    }

    /// <summary>As the use case that exchanges a code ends.</summary>
    /// <param name="tenant">Whose application sent the code.</param>
    /// <param name="person">The address; its <c>sub</c> is made of it.</param>
    /// <param name="tokens">What Google answered.</param>
    /// <param name="exchangedAt">When the exchange began.</param>
    public static StoreCredentials Store(this TestTenant tenant, string person, TokenSet tokens, DateTimeOffset? exchangedAt) => new(
        new Caller(tenant.Id, Actor.User),
        new Identity(new GoogleAccount($"sub-of-{person}", person, "Ada"), IdentitySource.UserInfo, HostedDomain: null),
        tokens,
        tokens.Scopes,
        GrantId: null,
        ReturnUrl: null,
        TimeSpan.Zero)
    {
        ExchangedAt = exchangedAt,
        IsWholeAuthorization = true,
    };
}
