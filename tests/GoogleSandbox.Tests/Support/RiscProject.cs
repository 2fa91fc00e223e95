using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A project of its own with a client, and its service account's calls of the management API.</summary>
public sealed class RiscProject
{
    public const string Audience = "https://risc.googleapis.com/google.identity.risc.v1beta.RiscManagementService";
    public const string PushDelivery = "https://schemas.openid.net/secevent/risc/delivery-method/push";

    public static readonly string[] AllEvents =
    [
        Uri("sessions-revoked"), Uri("account-disabled"), Uri("account-enabled"), Uri("account-credential-change-required"),
        OAuthUri("tokens-revoked"), OAuthUri("token-revoked"),
    ];

    private readonly Sandbox _sandbox;
    private readonly JsonElement _key;

    private RiscProject(Sandbox sandbox, string clientId, JsonElement key) => (_sandbox, ClientId, _key) = (sandbox, clientId, key);

    public string ClientId { get; }

    public static async Task<RiscProject> CreateAsync(Sandbox sandbox, object? account = null)
    {
        var projectId = $"project-{Guid.NewGuid():n}";
        var clientId = await sandbox.AddClientAsync(projectId: projectId, redirectUri: "https://app.example/callback");
        var key = await sandbox.PostAsync("/sandbox/service-accounts", account ?? new { name = "risc", projectId });
        return new RiscProject(sandbox, clientId, key.Json);
    }

    public static string Uri(string type) => $"https://schemas.openid.net/secevent/risc/event-type/{type}";

    public static string OAuthUri(string type) => $"https://schemas.openid.net/secevent/oauth/event-type/{type}";

    /// <summary>A project whose stream leads to the receiver.</summary>
    public static async Task<RiscProject> StreamingAsync(Sandbox sandbox, Receiver receiver, params string[] events)
    {
        var project = await CreateAsync(sandbox);
        (await project.UpdateAsync(receiver.Url, events.Length > 0 ? events : AllEvents)).Status.Should().Be(System.Net.HttpStatusCode.OK);
        return project;
    }

    public Task<Reply> UpdateAsync(string url, params string[] events) =>
        SendAsync("stream:update", new { delivery = new { delivery_method = PushDelivery, url }, events_requested = events });

    /// <summary>Connects a person to this project's client.</summary>
    public async Task<Tokens> ConnectAsync(string email)
    {
        var code = await _sandbox.CodeAsync(email, ("client_id", ClientId), ("redirect_uri", "https://app.example/callback"));
        var reply = await _sandbox.ExchangeAsync(code, ClientId, redirectUri: "https://app.example/callback");
        return new Tokens(reply.Text("access_token")!, reply.Text("refresh_token")!, reply.Text("id_token"));
    }

    /// <summary>A call with a token of this project's service account, changed as told; without a body it is a GET.</summary>
    public async Task<Reply> SendAsync(string path, object? body = null, params (string Claim, object? Value)[] changes)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, $"/v1beta/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SignToken(changes));
        request.Content = body is null ? null : JsonContent.Create(body);
        return await Reply.OfAsync(await _sandbox.Http.SendAsync(request));
    }

    private string SignToken(IEnumerable<(string Claim, object? Value)> changes)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(_key.GetProperty("private_key").GetString());
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var email = _key.GetProperty("client_email").GetString();
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = email,
            ["sub"] = email,
            ["aud"] = Audience,
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        foreach (var (claim, value) in changes)
        {
            claims[claim] = value;
        }

        var signer = new RsaSecurityKey(rsa) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(JsonSerializer.Serialize(claims), new SigningCredentials(signer, SecurityAlgorithms.RsaSha256));
    }
}
