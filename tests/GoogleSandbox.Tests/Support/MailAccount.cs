using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A person whom no other test knows, with a token, and the Gmail calls that tests make for them.</summary>
public sealed class MailAccount
{
    public const string FullMail = "https://mail.google.com/";
    public const string SettingsBasic = "https://www.googleapis.com/auth/gmail.settings.basic";
    public const string SettingsSharing = "https://www.googleapis.com/auth/gmail.settings.sharing";

    private readonly Sandbox _sandbox;

    private MailAccount(Sandbox sandbox, string email, string access) => (_sandbox, Email, Access) = (sandbox, email, access);

    public string Email { get; }

    public string Access { get; }

    public static async Task<MailAccount> OpenAsync(Sandbox sandbox, string scope = FullMail, int messages = 0)
    {
        var email = await sandbox.AddPersonAsync(messages);
        return new MailAccount(sandbox, email, (await sandbox.ConnectAsync(email, scope: $"openid {scope}")).Access);
    }

    /// <summary>A person of a Google Workspace, for whom a service account acts with the scopes of the settings.</summary>
    public static async Task<MailAccount> OpenDelegatedAsync(Sandbox sandbox, string hostedDomain = "example.com")
    {
        string[] scopes = [FullMail, SettingsBasic, SettingsSharing];
        var email = await sandbox.AddPersonAsync(hostedDomain: hostedDomain);
        var key = (await sandbox.PostAsync("/sandbox/service-accounts", new { name = $"robot-{Guid.NewGuid():n}"[..20], delegatedScopes = scopes })).Json;
        return new MailAccount(sandbox, email, await sandbox.ImpersonateAsync(key, email, scopes));
    }

    /// <summary>The same person with a token for less.</summary>
    public async Task<MailAccount> WithScopeAsync(string scope) =>
        new(_sandbox, Email, (await _sandbox.ConnectAsync(Email, await _sandbox.AddClientAsync(projectId: $"{Guid.NewGuid():n}"), $"openid {scope}")).Access);

    public Task<Reply> GetAsync(string path) => _sandbox.GmailAsync(path, Access);

    public Task<Reply> PostAsync(string path, object? body = null) => CallAsync(HttpMethod.Post, path, body);

    public Task<Reply> PutAsync(string path, object body) => CallAsync(HttpMethod.Put, path, body);

    public Task<Reply> PatchAsync(string path, object body) => CallAsync(HttpMethod.Patch, path, body);

    public Task<Reply> DeleteAsync(string path) => CallAsync(HttpMethod.Delete, path, body: null);

    /// <summary>A request with the token, to an absolute path or URL.</summary>
    public async Task<Reply> CallAsync(HttpMethod method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Access);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Reply.OfAsync(await _sandbox.Http.SendAsync(request));
    }

    public Task<Reply> SendAsync(string raw, string? threadId = null) => PostAsync("messages/send", new { raw = Encode(raw), threadId });

    /// <summary>Puts a message into the mailbox, and answers its id.</summary>
    public async Task<string> InsertAsync(string subject = "Subject", params string[] labelIds)
    {
        var reply = await PostAsync("messages", new { raw = Encode(Mail("a@example.org", Email, subject)), labelIds });
        reply.Status.Should().Be(System.Net.HttpStatusCode.OK, reply.Body);
        return reply.Text("id")!;
    }

    public async Task<string[]> LabelsOfAsync(string id)
    {
        var message = await GetAsync($"messages/{id}?format=minimal");
        return message.Json.TryGetProperty("labelIds", out var labelIds) ? [.. labelIds.EnumerateArray().Select(label => label.GetString()!)] : [];
    }

    public async Task<string> HistoryIdAsync() => (await GetAsync("profile")).Text("historyId")!;

    public static string Mail(string from, string to, string subject = "Subject", string text = "Text", params string[] headers) =>
        string.Join("\r\n", [$"From: {from}", $"To: {to}", $"Subject: {subject}", .. headers, "", text, ""]);

    public static string Encode(string raw) => Convert.ToBase64String(Encoding.UTF8.GetBytes(raw)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static string Decode(string? data) => Encoding.UTF8.GetString(Convert.FromBase64String(data!.Replace('-', '+').Replace('_', '/')));

    private Task<Reply> CallAsync(HttpMethod method, string path, object? body) =>
        CallAsync(method, $"/gmail/v1/users/me/{path}", body is null ? null : JsonContent.Create(body));
}
