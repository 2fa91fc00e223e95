using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.Chaos.Tests;

/// <summary>The sandbox of a run: what people do there, also while it is away, and what it really holds.</summary>
internal sealed class Google(WorldSettings settings, Figures figures) : IAsyncDisposable
{
    private const string ObserverId = "observer.apps.googleusercontent.com";
    private const string ObserverSecret = "GOCSPX-observer";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly GoogleControl _control = new(settings.SandboxUrl);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = settings.SandboxUrl };
    private SandboxProcess _process = null!;

    public async Task StartAsync() => _process = await SandboxProcess.StartAsync(settings);

    /// <summary>Lets it end in order, so that it keeps all that it has acknowledged, as Google does.</summary>
    public async Task StopAsync()
    {
        await CountCallsAsync();
        await _process.StopAsync();
        await _process.DisposeAsync();
    }

    public void Suspend() => _process.Pause();

    public void Resume() => _process.Resume();

    public Task<string> BreakAsync(object fault) => PersistAsync(() => _control.BreakAsync(fault));

    /// <summary>Ends a fault that may have been used up, or gone with a restart.</summary>
    public Task MendAsync(string faultId) => PersistAsync(async () =>
    {
        using var response = await _http.DeleteAsync($"sandbox/faults/{faultId}");
        return response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound;
    });

    public Task MendAllAsync() => PersistAsync(async () =>
    {
        await _control.MendAsync();
        return true;
    });

    public Task AddPersonAsync(string email) => PersistAsync(async () =>
    {
        await _control.EnsurePersonAsync(email);
        return true;
    });

    public Task<Consent> ConsentAsync(string authorizationUrl, string email) => PersistAsync(() => _control.ConsentAsync(authorizationUrl, email));

    /// <summary>See <see cref="GoogleControl.DoAsync"/>; each of its actions may be repeated.</summary>
    public Task DoAsync(string email, string action) => PersistAsync(async () =>
    {
        await _control.DoAsync(email, action);
        return true;
    });

    /// <summary>Whether Google honours an access token; null: it is away.</summary>
    public async Task<bool?> TryAccessTokenAsync(string accessToken)
    {
        try
        {
            using var response = await _http.GetAsync($"tokeninfo?access_token={accessToken}");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Lets a client of another project read mailboxes, however the platform's grants stand.</summary>
    public async Task AddObserverAsync() => await _control.AClientAsync(ObserverId, ObserverSecret, WorldSettings.ClientRedirectUri);

    /// <summary>Subject and <c>Message-ID</c> of each message that a person has sent, by Gmail's id.</summary>
    public async Task<IReadOnlyDictionary<string, (string Subject, string MessageId)>> SentMailAsync(string email)
    {
        var token = await ObserverTokenAsync(email);
        var sent = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        string? page = null;
        do
        {
            var list = await ReadAsync(QueryHelpers.AddQueryString("gmail/v1/users/me/messages", new Dictionary<string, string?>
            {
                ["labelIds"] = "SENT",
                ["includeSpamTrash"] = "true",
                ["maxResults"] = "500",
                ["pageToken"] = page,
            }.Where(parameter => parameter.Value is not null)), token);
            foreach (var id in list.TryGetProperty("messages", out var messages) ? messages.EnumerateArray().Select(message => message.Text("id")!) : [])
            {
                var headers = (await ReadAsync($"gmail/v1/users/me/messages/{id}?format=metadata", token)).GetProperty("payload").GetProperty("headers");
                sent[id] = (Header(headers, "Subject"), Header(headers, "Message-ID"));
            }

            page = list.Text("nextPageToken");
        }
        while (page is not null);
        return sent;
    }

    /// <summary>The <c>sub</c> of everybody, by address.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SubjectsAsync()
    {
        using var response = await _http.GetAsync("sandbox/people");
        return (await response.ReadAsync(200)).GetProperty("people").EnumerateArray()
            .ToDictionary(person => person.Text("email")!, person => person.Text("sub")!, StringComparer.Ordinal);
    }

    /// <summary>Adds what the sandbox counted since it started to the figures; it forgets its counters when it stops.</summary>
    public async Task CountCallsAsync()
    {
        using var response = await _http.GetAsync("sandbox/counters");
        foreach (var count in (await response.ReadAsync(200)).GetProperty("counters").EnumerateArray())
        {
            figures.Add($"Google's {count.Text("endpoint")} {count.Text("grantType")}".TrimEnd(), $"{count.GetProperty("status").GetInt32()}", count.GetProperty("count").GetInt64());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _control.Dispose();
        _http.Dispose();
    }

    private async Task<string> ObserverTokenAsync(string email)
    {
        var url = QueryHelpers.AddQueryString($"{settings.SandboxUrl}o/oauth2/v2/auth", new Dictionary<string, string?>
        {
            ["client_id"] = ObserverId,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
            ["response_type"] = "code",
            ["scope"] = "https://www.googleapis.com/auth/gmail.readonly",
        });
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = (await _control.ConsentAsync(url, email)).Code!,
            ["client_id"] = ObserverId,
            ["client_secret"] = ObserverSecret,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        });
        using var response = await _http.PostAsync("token", form);
        return (await response.ReadAsync(200)).Text("access_token")!;
    }

    private async Task<JsonElement> ReadAsync(string path, string accessToken)
    {
        using var response = await GetAsync(path, accessToken);
        return await response.ReadAsync(200);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        return await _http.SendAsync(request);
    }

    private static string Header(JsonElement headers, string name) =>
        headers.EnumerateArray().FirstOrDefault(header => string.Equals(header.Text("name"), name, StringComparison.OrdinalIgnoreCase)) is { ValueKind: JsonValueKind.Object } header
            ? header.Text("value")!
            : "";

    /// <summary>People act when Google is back: the control API is no part of what is broken.</summary>
    private static async Task<T> PersistAsync<T>(Func<Task<T>> act)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (HttpRequestException e) when (e.StatusCode is null)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
