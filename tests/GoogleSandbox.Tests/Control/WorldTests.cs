using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.GoogleSandbox.Tests.Control;

public sealed class WorldTests(Sandbox sandbox)
{
    private static readonly string[] Sent = ["SENT"];
    private static readonly string[] Unknown = ["NOPE"];

    [Fact]
    public async Task A_new_person_starts_with_the_mail_asked_for()
    {
        var none = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync())).Access;
        var many = (await sandbox.ConnectAsync(await sandbox.AddPersonAsync(messages: 33))).Access;

        (await sandbox.GmailAsync("profile", none)).Text("messagesTotal").Should().Be("0");
        (await sandbox.GmailAsync("profile", many)).Text("messagesTotal").Should().Be("33");
    }

    [Fact]
    public async Task An_address_is_taken_once()
    {
        var email = await sandbox.AddPersonAsync();
        var other = await sandbox.AddPersonAsync();

        (await sandbox.PostAsync("/sandbox/people", new { email = email.ToUpperInvariant() })).Status.Should().Be(HttpStatusCode.Conflict);
        (await sandbox.PatchAsync($"/sandbox/people/{other}", new { email })).Status.Should().Be(HttpStatusCode.Conflict);
        (await sandbox.PostAsync("/sandbox/people", new { email = "no address" })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_person_can_change_address_and_name()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        await sandbox.PatchAsync($"/sandbox/people/{email}", new { email = $"new-{email}", name = "New Name" });

        var info = await sandbox.GetAsync("/v1/userinfo", tokens.Access);
        info.Text("email").Should().Be($"new-{email}");
        info.Text("name").Should().Be("New Name");
        (await sandbox.GetAsync($"/sandbox/calls?endpoint=token&person=new-{email}")).Text("count").Should().Be("1");
    }

    [Theory]
    [InlineData("revoke")]
    [InlineData("password")]
    [InlineData("disable")]
    [InlineData("expire-access-tokens")]
    [InlineData("mail")]
    public async Task Nothing_happens_to_nobody(string action) =>
        (await sandbox.PostAsync($"/sandbox/people/ghost@example.com/{action}", new { from = "a@example.org" })).Status.Should().Be(HttpStatusCode.NotFound);

    [Fact]
    public async Task Mail_can_be_given_labels_and_only_such_as_exist()
    {
        var email = await sandbox.AddPersonAsync();

        var good = await sandbox.PostAsync($"/sandbox/people/{email}/mail", new { from = "a@example.org", subject = "s", labelIds = Sent });
        var bad = await sandbox.PostAsync($"/sandbox/people/{email}/mail", new { from = "a@example.org", subject = "s", labelIds = Unknown });

        good.Status.Should().Be(HttpStatusCode.Created);
        good.Text("threadId").Should().Be(good.Text("id"));
        bad.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Authorize_reports_what_the_error_page_would_have_said()
    {
        var reply = await sandbox.AuthorizeAsync(sandbox.AuthorizationUrl(("redirect_uri", "http://localhost:1/x")), "mira.castellan@example.com");

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error").Should().Be("redirect_uri_mismatch");
        reply.Text("message").Should().Contain("http://localhost:1/x");
    }

    [Fact]
    public async Task Authorize_can_deny()
    {
        var reply = await sandbox.AuthorizeAsync(sandbox.AuthorizationUrl(), await sandbox.AddPersonAsync(), deny: true);

        reply.Text("error").Should().Be("access_denied");
        reply.Text("state").Should().Be("state-1");
        reply.Text("code").Should().BeNull();
        reply.Text("redirectUrl").Should().StartWith($"{Sandbox.RedirectUri}?error=access_denied&state=state-1");
    }

    [Fact]
    public async Task A_client_comes_with_a_file_in_Googles_shape()
    {
        var clientId = await sandbox.AddClientAsync(projectId: "project-7");

        var file = await sandbox.GetAsync($"/sandbox/clients/{clientId}/client_secret.json");

        file.Text("web.client_id").Should().Be(clientId);
        file.Text("web.client_secret").Should().Be(Sandbox.ClientSecret);
        file.Text("web.project_id").Should().Be("project-7");
        file.Text("web.auth_uri").Should().Be($"{sandbox.Url}/o/oauth2/auth");
        file.Text("web.token_uri").Should().Be($"{sandbox.Url}/token");
        file.Text("web.redirect_uris.0").Should().Be(Sandbox.RedirectUri);
    }

    [Fact]
    public async Task A_clients_secret_can_change()
    {
        var clientId = await sandbox.AddClientAsync();
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync(), clientId);

        await sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { clientSecret = "GOCSPX-other" });

        (await sandbox.RefreshAsync(tokens.Refresh, clientId)).Text("error").Should().Be("invalid_client");
        (await sandbox.PatchAsync("/sandbox/clients/nobody", new { testing = true })).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Configuration_names_the_client_and_the_address()
    {
        await using var own = await Sandbox.StartAsync(
            null, "--Sandbox:ClientId=my-client", "--Sandbox:RedirectUris:0=https://app.example/cb", "--Sandbox:BaseUrl=https://google.test/");

        var page = await own.GetAsync(own.AuthorizationUrl(("client_id", "my-client"), ("redirect_uri", "https://app.example/cb")));
        var defaultUri = await own.GetAsync(own.AuthorizationUrl(("client_id", "my-client")));

        page.Body.Should().Contain("Choose an account");
        defaultUri.Headers.Location!.ToString().Should().StartWith("/signin/oauth/error");
        (await own.GetAsync("/.well-known/openid-configuration")).Text("token_endpoint").Should().Be("https://google.test/token");
    }

    [Fact]
    public async Task Seeded_mail_is_the_same_at_the_same_moment()
    {
        var (first, second) = (await IdsAsync(), await IdsAsync());

        first.Should().Be(second);

        static async Task<string> IdsAsync()
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
            await using var own = await Sandbox.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
            var access = (await own.ConnectAsync("mira.castellan@example.com")).Access;
            return (await own.GmailAsync("messages?maxResults=500&fields=messages", access)).Body;
        }
    }

    [Fact]
    public async Task No_log_holds_a_query_or_a_token()
    {
        using var log = new ListLogger();
        await using var own = await Sandbox.StartAsync(
            builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log),
            "--Logging:LogLevel:Default=Trace",
            "--Logging:LogLevel:Microsoft.AspNetCore=Trace",
            "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace");
        var tokens = await own.ConnectAsync(await own.AddPersonAsync());

        await own.GetAsync($"/tokeninfo?access_token={tokens.Access}");

        log.Text.Should().NotBeEmpty().And.NotContain(tokens.Access).And.NotContain(tokens.Refresh).And.NotContain("access_token=");
    }

    private sealed class ListLogger : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
