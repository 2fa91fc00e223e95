using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A sandbox on a real Kestrel at a free port, and the calls that tests make of it.</summary>
public class Sandbox : IAsyncLifetime
{
    public const string ClientId = "sandbox-client.apps.googleusercontent.com";
    public const string ClientSecret = "GOCSPX-sandbox-secret";
    public const string RedirectUri = "http://localhost:8080/callback";
    public const string ReadOnly = "https://www.googleapis.com/auth/gmail.readonly";
    public const string Send = "https://www.googleapis.com/auth/gmail.send";
    public const string Metadata = "https://www.googleapis.com/auth/gmail.metadata";
    public const string EmailScope = "https://www.googleapis.com/auth/userinfo.email";
    public const string ProfileScope = "https://www.googleapis.com/auth/userinfo.profile";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly WebApplication _app;

    public Sandbox()
        : this([])
    {
    }

    private Sandbox(string[] args, Action<WebApplicationBuilder>? configure = null) =>
        _app = SandboxApp.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", .. args], configure);

    public IServiceProvider Services => _app.Services;

    public HttpClient Http { get; private set; } = null!;

    public string Url => _app.Urls.Single();

    public static async Task<Sandbox> StartAsync(Action<WebApplicationBuilder>? configure = null, params string[] args)
    {
        var sandbox = new Sandbox(args, configure);
        await sandbox.InitializeAsync();
        return sandbox;
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public async Task<Reply> GetAsync(string path, string? accessToken = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        return await Reply.OfAsync(await Http.SendAsync(request));
    }

    public async Task<Reply> PostAsync(string path, object? body = null) =>
        await Reply.OfAsync(await Http.PostAsJsonAsync(path, body ?? new { }, Json));

    public async Task<Reply> PatchAsync(string path, object body) => await Reply.OfAsync(await Http.PatchAsJsonAsync(path, body, Json));

    public async Task<Reply> DeleteAsync(string path) => await Reply.OfAsync(await Http.DeleteAsync(path));

    public async Task<Reply> FormAsync(string path, params (string Name, string? Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Reply.OfAsync(await Http.PostAsync(path, content));
    }

    /// <summary>Adds a person whom no other test knows.</summary>
    public async Task<string> AddPersonAsync(int messages = 0, string? hostedDomain = null, string? name = null)
    {
        var email = $"person-{Guid.NewGuid():n}@example.com";
        var reply = await PostAsync("/sandbox/people", new { email, name, hostedDomain, messages });
        reply.Status.Should().Be(System.Net.HttpStatusCode.Created);
        return email;
    }

    /// <summary>Adds a client whom no other test knows.</summary>
    public async Task<string> AddClientAsync(bool testing = false, string? projectId = null, string redirectUri = RedirectUri)
    {
        var clientId = $"{Guid.NewGuid():n}.apps.googleusercontent.com";
        string[] origins = ["http://localhost:8080"];
        string[] redirectUris = [redirectUri];
        var reply = await PostAsync(
            "/sandbox/clients", new { clientId, clientSecret = ClientSecret, redirectUris, javascriptOrigins = origins, testing, projectId });
        reply.Status.Should().Be(System.Net.HttpStatusCode.Created);
        return clientId;
    }

    /// <summary>The URL of an authorization request; a null value leaves a parameter out.</summary>
    public string AuthorizationUrl(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = ClientId,
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["scope"] = $"openid email profile {ReadOnly}",
            ["access_type"] = "offline",
            ["state"] = "state-1",
        };
        foreach (var (name, value) in changes)
        {
            parameters[name] = value;
        }

        var query = parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value!)}");
        return $"{Url}/o/oauth2/v2/auth?{string.Join('&', query)}";
    }

    /// <summary>What the person does in the browser.</summary>
    public Task<Reply> AuthorizeAsync(string authorizationUrl, string email, bool? deny = null, string[]? scopes = null) =>
        PostAsync("/sandbox/authorize", new { authorizationUrl, email, deny, scopes });

    public async Task<string> CodeAsync(string email, params (string Name, string? Value)[] changes) =>
        (await AuthorizeAsync(AuthorizationUrl(changes), email)).Text("code")!;

    public Task<Reply> ExchangeAsync(string code, string clientId = ClientId, string? verifier = null, string redirectUri = RedirectUri) => FormAsync(
        "/token",
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", clientId),
        ("client_secret", ClientSecret),
        ("redirect_uri", redirectUri),
        ("code_verifier", verifier));

    public Task<Reply> RefreshAsync(string refreshToken, string clientId = ClientId, string? scope = null) => FormAsync(
        "/token",
        ("grant_type", "refresh_token"),
        ("refresh_token", refreshToken),
        ("client_id", clientId),
        ("client_secret", ClientSecret),
        ("scope", scope));

    /// <summary>Consent and exchange in one go.</summary>
    public async Task<Tokens> ConnectAsync(string email, string clientId = ClientId, string? scope = null, string? prompt = null)
    {
        var code = await CodeAsync(
            email, ("client_id", clientId), ("scope", scope ?? $"openid email profile {ReadOnly}"), ("prompt", prompt));
        var reply = await ExchangeAsync(code, clientId);
        reply.Status.Should().Be(System.Net.HttpStatusCode.OK, reply.Body);
        return new Tokens(reply.Text("access_token")!, reply.Text("refresh_token")!, reply.Text("id_token"));
    }

    /// <summary>An access token with which a service account acts for a person (RFC 7523).</summary>
    public async Task<string> ImpersonateAsync(JsonElement key, string email, string[] scopes)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.GetProperty("private_key").GetString());
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new
        {
            iss = key.GetProperty("client_email").GetString(),
            sub = email,
            scope = string.Join(' ', scopes),
            aud = "https://oauth2.googleapis.com/token",
            iat = now,
            exp = now + 3600,
        };
        // Without the cache, which would outlive the key.
        var signer = new RsaSecurityKey(rsa) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        var assertion = new JsonWebTokenHandler().CreateToken(JsonSerializer.Serialize(claims), new SigningCredentials(signer, SecurityAlgorithms.RsaSha256));
        var reply = await FormAsync("/token", ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion));
        return reply.Text("access_token") ?? throw new InvalidOperationException(reply.Body);
    }

    public Task<Reply> GmailAsync(string path, string accessToken) => GetAsync($"/gmail/v1/users/me/{path}", accessToken);

    public async Task AdvanceAsync(TimeSpan by) => await PostAsync("/sandbox/clock", new { advanceSeconds = by.TotalSeconds });
}

public sealed record Tokens(string Access, string Refresh, string? Id);
