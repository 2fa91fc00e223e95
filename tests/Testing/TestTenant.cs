using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.Testing;

/// <summary>A tenant with an API key, and its calls.</summary>
public sealed class TestTenant : IDisposable
{
    private readonly GoogleControl _google;

    private TestTenant(TenantId id, string keyId, string apiKey, Uri platform, GoogleControl google)
    {
        (Id, KeyId, ApiKey, _google) = (id, keyId, apiKey, google);
        Api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = platform };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    public TenantId Id { get; }

    public string KeyId { get; }

    public string ApiKey { get; }

    /// <summary>Sends this tenant's key and follows no redirect.</summary>
    public HttpClient Api { get; }

    /// <summary>Made by the use cases themselves, which have no HTTP call.</summary>
    public static async Task<TestTenant> CreateAsync(
        IServiceProvider services, Uri platform, GoogleControl google, IReadOnlyList<string> permissions, (string Id, string Secret)? client = null)
    {
        var tenant = await services.SendAsync(new CreateTenant("Test tenant", [WorldSettings.ReturnUrl], client is { } own ? new GoogleClientFile(own.Id, new Secret(own.Secret), []) : null));
        var created = await services.SendAsync(new CreateApiKey(tenant.TenantId, "test", permissions.Count > 0 ? permissions : Permission.All, ExpiresAt: null));
        return new TestTenant(tenant.TenantId, created.Key.Id, created.Token.Reveal(), platform, google);
    }

    /// <summary>The same tenant and key, calling another node.</summary>
    public TestTenant At(Uri platform) => new(Id, KeyId, ApiKey, platform, _google);

    /// <summary>Starts a consent; answers the body of <c>POST /v1/authorizations</c>.</summary>
    public async Task<JsonElement> AuthorizeAsync(object? request = null)
    {
        using var response = await Api.PostAsJsonAsync("v1/authorizations", request ?? new { returnUrl = WorldSettings.ReturnUrl });
        return await response.ReadAsync(201);
    }

    /// <summary>The whole flow: start, consent in the sandbox, callback. Answers the redirect to the return URL, taken apart.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ConsentAsync(string email, object? request = null, IReadOnlyList<string>? scopes = null, bool deny = false)
    {
        var started = await AuthorizeAsync(request);
        var consent = await _google.ConsentAsync(started.GetProperty("authorizationUrl").GetString()!, email, scopes, deny);
        return await ReturnAsync(consent.RedirectUrl);
    }

    /// <summary>The callback that Google leads to. Answers the redirect to the return URL, taken apart.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReturnAsync(string redirectUrl)
    {
        using var response = await Api.GetAsync(redirectUrl);
        return response.Headers.Location is { } location
            ? QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString())
            : throw new InvalidOperationException($"The callback answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Connects an account and answers the id of its grant.</summary>
    public async Task<string> ConnectAsync(string email, IReadOnlyList<string>? askFor = null)
    {
        var outcome = await ConsentAsync(email, new { returnUrl = WorldSettings.ReturnUrl, scopes = askFor });
        return outcome.TryGetValue("grantId", out var grantId)
            ? grantId
            : throw new InvalidOperationException($"{email} was not connected: {string.Join(", ", outcome)}");
    }

    public async Task<JsonElement> GetAsync(string path, int expectedStatus = 200)
    {
        using var response = await Api.GetAsync(path);
        return await response.ReadAsync(expectedStatus);
    }

    public async Task<JsonElement> PostAsync(string path, object? body = null, int expectedStatus = 200)
    {
        using var response = await Api.PostAsJsonAsync(path, body ?? new { });
        return await response.ReadAsync(expectedStatus);
    }

    public async Task<JsonElement> DeleteAsync(string path, int expectedStatus = 204)
    {
        using var response = await Api.DeleteAsync(path);
        return await response.ReadAsync(expectedStatus);
    }

    /// <summary>The types of a grant's stored events, oldest first, but for its use, which is written down in its own time.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(string grantId)
    {
        var history = await GetAsync($"v1/grants/{grantId}/history?pageSize=500");
        return [.. history.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("type").GetString()!).Where(type => type is not "credentials_used")];
    }

    /// <summary>The first event of a type in a grant's history.</summary>
    public async Task<JsonElement> EventAsync(string grantId, string type)
    {
        var history = await GetAsync($"v1/grants/{grantId}/history?pageSize=500");
        return history.GetProperty("events").EnumerateArray().First(e => e.Text("type") == type);
    }

    public void Dispose() => Api.Dispose();
}
