using System.Net.Http.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>A PostgreSQL that hangs: it takes connections and commands, and answers nothing, until it goes on as if nothing had been.</summary>
public sealed class HangingDatabaseTests(HangingDatabase database) : IClassFixture<HangingDatabase>
{
    /// <summary>Callers enough to use up the pool of connections.</summary>
    private const int Crowd = 60;

    private static readonly (string Name, string? Value)[] Production = [("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production")];

    [Fact]
    public async Task C3_Every_call_is_answered_at_its_deadline_and_everything_recovers_by_itself()
    {
        using var tenant = await database.World.ATenantAsync();
        var person = await database.World.Google.APersonAsync(messages: 2);
        var grant = await tenant.ConnectAsync(person);
        using var visitor = await ConsoleVisitor.ArriveAsync(database.World.Settings.PlatformUrl, database.World.Google, WorldSettings.Admin);
        var started = await tenant.AuthorizeAsync();
        var consent = await database.World.Google.ConsentAsync(started.Text("authorizationUrl")!, person);
        var pages = new[] { "console", "console/health", "console/grants", "hangfire", "hangfire/recurring", consent.RedirectUrl, started.Text("connectUrl")! };
        var calls = CallsOf(tenant, grant);
        await visitor.ReadAsync("console");

        database.Postgres.Hang();
        try
        {
            var shown = Task.WhenAll(pages.Select(page => HangingDatabase.GetAsync(visitor, page)));
            var answers = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(index => calls[index % calls.Count]()));

            answers.Should().OnlyContain(answer => answer.Status == 503 && answer.Text.Contains("database_unavailable") && answer.HasRetryAfter);
            (await shown).Should().OnlyContain(page => page.Status == 503 && page.Text.Contains("The database of this server cannot be reached"));
        }
        finally
        {
            database.Postgres.Resume();
        }

        await database.Platform.WaitReadyAsync();
        foreach (var call in calls)
        {
            (await call()).Status.Should().BeOneOf(200, 201);
        }

        await visitor.ReadAsync("console/health");
        var before = await LastJobAsync();
        await Eventually.HoldsAsync("a recurring job runs", async () => await LastJobAsync() > before);
    }

    [Fact]
    public async Task C3_Readiness_answers_in_its_own_time_and_liveness_does_not_look()
    {
        database.Postgres.Hang();
        try
        {
            var probes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => database.GetAsync("health/ready")));
            probes.Should().OnlyContain(probe => probe.Status == 503 && probe.Text.Contains("\"keyRing\":\"unhealthy\""));
            (await database.GetAsync("health/live")).Status.Should().Be(200);
        }
        finally
        {
            database.Postgres.Resume();
        }

        await database.Platform.WaitReadyAsync();
    }

    [Fact]
    public async Task C3_A_lock_that_nobody_releases_ends_the_call_at_its_deadline()
    {
        using var tenant = await database.World.ATenantAsync();
        var grant = await tenant.ConnectAsync(await database.World.Google.APersonAsync());
        await using (await database.World.Settings.HoldUpWritesAsync())
        {
            var refresh = await database.SendAsync(tenant, HttpMethod.Post, $"v1/grants/{grant}/refresh");
            refresh.Status.Should().Be(503);
            refresh.Text.Should().Contain("database_unavailable");
        }

        await Eventually.HoldsAsync("a refresh works", async () => (await database.SendAsync(tenant, HttpMethod.Post, $"v1/grants/{grant}/refresh")).Status == 200);
    }

    [Fact]
    public async Task C3_Connections_that_hang_are_replaced_while_the_server_itself_answers()
    {
        using var tenant = await database.World.ATenantAsync();
        var grant = await tenant.ConnectAsync(await database.World.Google.APersonAsync());
        (await database.HangConnectionsAsync()).Should().NotBeEmpty();
        try
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}")));
            answers.Should().OnlyContain(answer => answer.Status == 200 || answer.Text.Contains("database_unavailable"));

            await Eventually.HoldsAsync("new connections serve", async () => (await database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}")).Status == 200);
            await database.Platform.WaitReadyAsync();
        }
        finally
        {
            database.Postgres.Resume();
        }
    }

    [Fact]
    public async Task C3_A_server_starts_and_stops_while_the_database_hangs_and_a_command_says_so_in_one_line()
    {
        database.Postgres.Hang();
        try
        {
            var node = await database.World.StartAsync([.. Production, ("ASPNETCORE_URLS", "http://127.0.0.1:0")]);
            foreach (var command in new string[][] { ["migrate"], ["tenant", "list"], ["sealing", "status"] })
            {
                var outcome = await database.World.RunAsync(command);
                outcome.ExitCode.Should().Be(1);
                outcome.Error.Should().StartWith("The database").And.NotContain("   at ");
                outcome.Error.TrimEnd('\n').Should().NotContain("\n");
            }

            (await node.StopAsync()).Should().Be(0);
            node.Output.Should().NotContain("   at ");
        }
        finally
        {
            database.Postgres.Resume();
        }
    }

    [Theory]
    [InlineData("console")]
    [InlineData("console/sign-in")]
    [InlineData("connect/5d29842c-0000-0000-0000-000000000000")]
    [InlineData("oauth/google/callback?state=unknown&code=unknown")]
    public async Task C7_A_server_that_never_read_the_key_ring_shows_a_page_too(string path)
    {
        await using var link = new DatabaseLink(database.World.Settings.Postgres);
        link.Cut();
        var node = await database.World.StartNodeWithoutWaitingAsync([.. Production, ("ConnectionStrings:Postgres", link.ConnectionString)]);
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Url };
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        browser.DefaultRequestHeaders.Add("Cookie", "gp-session=stale");
        await Eventually.HoldsAsync("the server answers", async () => await IsLiveAsync(browser));

        using var response = await browser.GetAsync(path);

        ((int)response.StatusCode).Should().Be(503);
        (await response.Content.ReadAsStringAsync()).Should().Contain("<html").And.Contain("The database of this server cannot be reached");
    }

    private static async Task<bool> IsLiveAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync("health/live");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [Fact]
    public async Task C3_A_network_that_drops_packets_is_the_same_as_a_hanging_database()
    {
        await using var link = new DatabaseLink(database.World.Settings.Postgres);
        var node = await database.World.StartNodeAsync(("ConnectionStrings:Postgres", link.ConnectionString));
        using var tenant = await database.World.ATenantAsync();
        using var here = tenant.At(node.Url);
        await here.GetAsync("v1/grants");

        link.Stall();
        (await here.GetAsync("v1/grants", expectedStatus: 503)).Text("code").Should().Be("database_unavailable");
        await here.GetAsync("health/ready", expectedStatus: 503);
        link.Mend();

        await node.WaitReadyAsync();
        await here.GetAsync("v1/grants");
    }

    private IReadOnlyList<Func<Task<Reply>>> CallsOf(TestTenant tenant, string grant) =>
    [
        () => database.SendAsync(tenant, HttpMethod.Get, "v1/grants"),
        () => database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}"),
        () => database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}/access-token"),
        () => database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}/history"),
        () => database.SendAsync(tenant, HttpMethod.Post, $"v1/grants/{grant}/refresh"),
        () => database.SendAsync(tenant, HttpMethod.Post, "v1/authorizations", JsonContent.Create(new { returnUrl = WorldSettings.ReturnUrl })),
        () => database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}/messages"),
        () => database.SendAsync(tenant, HttpMethod.Get, $"v1/grants/{grant}/google/gmail/v1/users/me/profile"),
    ];

    private async Task<long> LastJobAsync() =>
        (await database.World.Settings.ReadAsync("select coalesce(max(id), 0) from hangfire.job where statename = 'Succeeded'")).Select(long.Parse).Single();
}
