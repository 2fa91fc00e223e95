using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>A log holds nothing of a mailbox: no address, no search words, no id of a message or an upload, no token.</summary>
public sealed class MailboxInLogsTests(Worlds worlds)
{
    private const string Words = "subject:severance-package";

    private static readonly string[] Scopes = ["openid", "email", "https://www.googleapis.com/auth/gmail.modify"];
    private static readonly string[] Recipients = ["secret.recipient@example.com"];

    [Theory]
    [InlineData("Information")]
    [InlineData("Debug")]
    [InlineData("Trace")]
    public async Task S8_A_tour_of_gateway_and_mail_calls_leaves_nothing_of_the_mailbox_in_the_log(string level)
    {
        await using var world = await worlds.StartAsync();
        var leaks = new Leaks();
        var platform = await world.StartPlatformAsync(
            ("Logging:LogLevel:Default", level), ("Logging:LogLevel:Microsoft.AspNetCore", level), ("Logging:LogLevel:Yarp", level),
            ("Logging:LogLevel:System.Net.Http", level), ("Logging:Console:FormatterOptions:IncludeScopes", "true"));
        using var tenant = await world.ATenantAsync();
        var address = await world.Google.APersonAsync(messages: 2);
        leaks.Add("the address", address);
        leaks.Add("search words", Words);
        leaks.Add("a recipient", "secret.recipient@example.com");
        var grant = await tenant.ConnectAsync(address, Scopes);
        leaks.Add("an access token", (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken")!);

        var page = await tenant.GetAsync($"v1/grants/{grant}/messages?q={Words}");
        var message = (await tenant.GetAsync($"v1/grants/{grant}/messages")).GetProperty("messages")[0].Text("id")!;
        leaks.Add("a message's id", message);
        await tenant.GetAsync($"v1/grants/{grant}/messages/{message}");
        await tenant.PostAsync($"v1/grants/{grant}/messages/send", new { to = Recipients, subject = Words, text = Words }, expectedStatus: 200);
        var gateway = $"v1/grants/{grant}/google/gmail/v1/users";
        await tenant.GetAsync($"{gateway}/me/messages?q={Words}");
        await tenant.GetAsync($"{gateway}/{Uri.EscapeDataString(address)}/messages/{message}");
        await tenant.GetAsync($"{gateway}/somebody.else@example.com/messages/{message}", expectedStatus: 403);
        leaks.Add("an upload's id", await StartUploadAsync(tenant, grant));
        // Upstream goes away in the middle of a call, and a verdict follows.
        await world.Google.BreakAsync(new { endpoint = "gmail", drop = "after", times = 2 });
        using (await tenant.Api.GetAsync($"{gateway}/me/messages?q={Words}"))
        using (await tenant.Api.GetAsync($"v1/grants/{grant}/messages?q={Words}"))
        {
            (await platform.StopAsync()).Should().Be(0);
        }

        var log = platform.Output + platform.Error;
        log.Should().Contain("Application started", "it is the log");
        leaks.In(log).Should().BeEmpty();
        page.GetProperty("messages").GetArrayLength().Should().Be(0);
    }

    /// <summary>Starts a resumable upload; answers its id.</summary>
    private static async Task<string> StartUploadAsync(TestTenant tenant, string grant)
    {
        using var start = new HttpRequestMessage(HttpMethod.Post, $"v1/grants/{grant}/google/upload/gmail/v1/users/me/messages/send?uploadType=resumable");
        start.Headers.Add("X-Upload-Content-Type", "message/rfc822");
        start.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var started = await tenant.Api.SendAsync(start);
        var session = started.Headers.Location!;
        using var upload = new HttpRequestMessage(HttpMethod.Put, session) { Content = new StringContent("To: secret.recipient@example.com\r\nSubject: x\r\n\r\nx") };
        upload.Content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        using var uploaded = await tenant.Api.SendAsync(upload);
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(session.Query)["upload_id"].ToString();
    }
}
