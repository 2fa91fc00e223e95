using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

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

    /// <summary>A person of this address, whoever made them.</summary>
    public async Task EnsurePersonAsync(string email)
    {
        using var response = await _http.PostAsJsonAsync("sandbox/people", new { email, name = email.Split('@')[0] });
        if (response.StatusCode is not HttpStatusCode.Conflict)
        {
            response.EnsureSuccessStatusCode();
        }
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

    /// <summary>Removes a fault and lets the calls go on that it delays; false when it is not armed and delays none.</summary>
    public async Task<bool> TryMendAsync(string faultId)
    {
        using var response = await _http.DeleteAsync($"sandbox/faults/{faultId}");
        return response.IsSuccessStatusCode;
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
    public async Task<int> CountAsync(string endpoint, string? grantType = null, int? status = null) =>
        (await GetAsync("sandbox/counters", ("endpoint", endpoint), ("grantType", grantType), ("status", status?.ToString(CultureInfo.InvariantCulture))))
            .GetProperty("count").GetInt32();

    public async Task ResetCountersAsync()
    {
        using var response = await _http.DeleteAsync("sandbox/counters");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How often an endpoint was called, by everybody or for a person.</summary>
    public async Task<int> CallsAsync(string endpoint, string? email = null, string? grantType = null) =>
        (await GetAsync("sandbox/calls", ("endpoint", endpoint), ("person", email), ("grantType", grantType))).GetProperty("count").GetInt32();

    /// <summary>How the calls of an endpoint for a person ended, oldest first; 0 is a broken connection.</summary>
    public async Task<IReadOnlyList<int>> StatusesAsync(string endpoint, string email, string? grantType = null)
    {
        var answer = await GetAsync("sandbox/calls", ("endpoint", endpoint), ("person", email), ("grantType", grantType));
        return [.. answer.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("status").GetInt32())];
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

    private async Task<JsonElement> GetAsync(string path, params IEnumerable<(string Name, string? Value)> query)
    {
        var given = query.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value));
        using var response = await _http.GetAsync(QueryHelpers.AddQueryString(path, given));
        return await response.ReadAsync(200);
    }
}

/// <summary>A person of the sandbox with the tokens that a consent led to.</summary>
public sealed record ConsentedPerson(string Email, string Sub, string Name, string AccessToken, string RefreshToken, string Scope, int ExpiresIn);

/// <summary>Where Google leads the person back to.</summary>
public sealed record Consent(string RedirectUrl, string? Code, string? State);
