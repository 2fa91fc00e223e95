using System.Net.Http.Json;
using System.Text.Json;

namespace GmailPlatform.Testing;

/// <summary>The sandbox's control API: what people and Google do.</summary>
public sealed class GoogleControl(Uri sandbox) : IDisposable
{
    private static readonly string[] MailScope = ["https://www.googleapis.com/auth/gmail.readonly"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = sandbox };

    /// <summary>A person nobody else's test knows; answers the e-mail address.</summary>
    public async Task<string> APersonAsync(int messages = 0)
    {
        var email = $"person.{Guid.NewGuid():N}@example.com";
        await PostAsync("sandbox/people", new { email, name = "Test Person", messages }, expectedStatus: 201);
        return email;
    }

    /// <summary>What the person would do on the consent page.</summary>
    public async Task<Consent> ConsentAsync(string authorizationUrl, string email, IReadOnlyList<string>? scopes = null, bool deny = false)
    {
        var answer = await PostAsync("sandbox/authorize", new { authorizationUrl, email, scopes, deny });
        return new Consent(answer.GetProperty("redirectUrl").GetString()!, answer.Text("code"), answer.Text("state"));
    }

    /// <summary>Breaks an endpoint for one person, or for everybody; answers the fault's id.</summary>
    public async Task<string> BreakAsync(object fault) => (await PostAsync("sandbox/faults", fault, expectedStatus: 201)).GetProperty("id").ToString();

    public async Task MendAsync(string? faultId = null)
    {
        using var response = await _http.DeleteAsync(faultId is null ? "sandbox/faults" : $"sandbox/faults/{faultId}");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How many faults are armed: one that may be met once is gone when a call meets it.</summary>
    public async Task<int> ArmedFaultsAsync()
    {
        using var response = await _http.GetAsync("sandbox/faults");
        return (await response.ReadAsync(200)).GetProperty("faults").GetArrayLength();
    }

    /// <summary>Google's <c>client_secret.json</c> of a new OAuth client.</summary>
    public async Task<string> AClientAsync(string clientId, string clientSecret, string redirectUri)
    {
        await PostAsync("sandbox/clients", new { clientId, clientSecret, redirectUris = new[] { redirectUri } }, expectedStatus: 201);
        return await _http.GetStringAsync($"sandbox/clients/{clientId}/client_secret.json");
    }

    /// <summary>New people who have consented to the world's client, with their tokens.</summary>
    public async Task<IReadOnlyList<ConsentedPerson>> ConsentOfManyAsync(int people)
    {
        var answer = await PostAsync("sandbox/grants", new { people, scopes = MailScope }, expectedStatus: 201);
        return answer.Deserialize<List<ConsentedPerson>>(JsonSerializerOptions.Web)!;
    }

    /// <summary>How often an endpoint was called by everybody since the counters were reset, however long ago; status 0 is a broken connection.</summary>
    public async Task<int> CountAsync(string endpoint, string? grantType = null, int? status = null)
    {
        using var response = await _http.GetAsync($"sandbox/counters?endpoint={endpoint}&grantType={grantType}&status={status}");
        return (await response.ReadAsync(200)).GetProperty("count").GetInt32();
    }

    public async Task ResetCountersAsync()
    {
        using var response = await _http.DeleteAsync("sandbox/counters");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How often an endpoint was called, by everybody or for a person.</summary>
    public async Task<int> CallsAsync(string endpoint, string? email = null, string? grantType = null)
    {
        var person = email is null ? "" : $"&person={Uri.EscapeDataString(email)}";
        var grantTypeQuery = grantType is null ? "" : $"&grantType={grantType}";
        using var response = await _http.GetAsync($"sandbox/calls?endpoint={endpoint}{person}{grantTypeQuery}");
        return (await response.ReadAsync(200)).GetProperty("count").GetInt32();
    }

    /// <summary>Does something to a person: <c>revoke</c>, <c>password</c>, <c>disable</c>, <c>enable</c>, <c>expire-access-tokens</c>.</summary>
    public async Task DoAsync(string email, string action)
    {
        using var response = await _http.PostAsJsonAsync($"sandbox/people/{Uri.EscapeDataString(email)}/{action}", new { });
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> PostAsync(string path, object body, int expectedStatus = 200)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        return await response.ReadAsync(expectedStatus);
    }

    public async Task PatchAsync(string path, object body)
    {
        using var response = await _http.PatchAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A person of the sandbox with the tokens that a consent led to.</summary>
public sealed record ConsentedPerson(string Email, string Sub, string Name, string AccessToken, string RefreshToken, string Scope, int ExpiresIn);

/// <summary>Where Google leads the person back to.</summary>
public sealed record Consent(string RedirectUrl, string? Code, string? State);
