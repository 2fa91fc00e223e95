using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>After an erasure the whole database says nothing of the person, in no table and no encoding, and the history is what it was.</summary>
public sealed class ErasureTests(ErasureTests.Scene scene) : IClassFixture<ErasureTests.Scene>
{
    /// <summary>A world of their own, whose every table is read.</summary>
    public sealed class Scene : IAsyncLifetime
    {
        public World World { get; private set; } = null!;

        public async ValueTask InitializeAsync() => World = await World.StartAsync();

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }

    private readonly World _world = scene.World;

    [Fact]
    public async Task After_a_full_life_nothing_of_an_erased_person_is_in_any_table_and_the_history_is_intact()
    {
        using var tenant = await _world.ATenantAsync();
        var life = await LiveAsync(tenant);
        var lived = await EventsAsync(tenant, life.GrantId);
        (await FindAsync(life.Person)).Should().NotBeEmpty("otherwise nothing was looked at").And.Contain(found => found.EndsWith("gmailplatform.sent_message", StringComparison.Ordinal));
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person = life.Email, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{life.GrantId}", expectedStatus: 202);

        await tenant.DeleteAsync($"v1/grants/{life.GrantId}?erase=true", expectedStatus: 202);
        (await FindAsync([.. life.Person, .. life.Tokens])).Should().BeEmpty("the person goes at once, though Google has still to be told");
        await _world.Google.MendAsync(fault);
        RunScheduledJobsOf(life.GrantId);
        await Eventually.HoldsAsync("Google is told", async () => (await tenant.HistoryAsync(life.GrantId))[^1] == "revocation_confirmed");

        (await FindAsync([.. life.Person, .. life.Tokens])).Should().BeEmpty();
        var left = await EventsAsync(tenant, life.GrantId);
        left.Take(lived.Count).Should().Equal(lived, "what happened stays written as it was");
        left.Select(Type).Skip(lived.Count).Should().Equal("grant_revoked", "grant_erased", "revocation_confirmed");
        left.Select(Sequence).Should().Equal(Enumerable.Range(1, left.Count));
    }

    [Fact]
    public async Task The_search_finds_a_word_in_bytes_in_base64_and_in_the_middle_of_either()
    {
        const string word = "somebody@example.com";
        await using var database = NpgsqlDataSource.Create(_world.Settings.Postgres);
        await ExecuteAsync(database, "create schema planted; create table planted.rows (id int, bytes bytea, text text)");
        foreach (var (id, before) in new[] { "", "a", "ab", "abc" }.Index())
        {
            var bytes = Encoding.UTF8.GetBytes($"{before}{word}{before}");
            await ExecuteAsync(database, "insert into planted.rows values ($1, $2, null)", id, bytes);
            await ExecuteAsync(database, "insert into planted.rows values ($1, null, $2)", id, Convert.ToBase64String(bytes));
        }

        var rows = (await Rows.ReadAllAsync(_world.Settings.Postgres))["planted.rows"];
        await ExecuteAsync(database, "drop schema planted cascade");

        rows.Should().HaveCount(8).And.OnlyContain(row => new Needle(word).IsIn(row));
        rows.Should().NotContain(row => new Needle("nobody.else@example.com").IsIn(row));
    }

    /// <summary>Consent, refresh, failure, recovery, mail and a consent that is still open.</summary>
    private async Task<Life> LiveAsync(TestTenant tenant)
    {
        var (email, name) = ($"ada.{Guid.NewGuid():N}@example.com", $"Ada {Guid.NewGuid():N}");
        var sub = (await _world.Google.PostAsync("sandbox/people", new { email, name, messages = 3 }, expectedStatus: 201)).Text("sub")!;
        var scopes = new[] { "profile", "https://www.googleapis.com/auth/gmail.readonly", "https://www.googleapis.com/auth/gmail.send" };
        var grantId = (await tenant.ConsentAsync(email, new { returnUrl = WorldSettings.ReturnUrl, loginHint = email, scopes }))["grantId"];
        var life = new Life(grantId, email, [email, sub, name], []);
        await NoteTokensAsync(tenant, life);

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await NoteTokensAsync(tenant, life);
        await tenant.GetAsync($"v1/grants/{grantId}/messages");
        await SendAsync(tenant, grantId, messageId: $"<1.{email}>");

        var fault = await _world.Google.BreakAsync(new { endpoint = "token", grantType = "refresh_token", person = email, status = 503 });
        await tenant.PostAsync($"v1/grants/{grantId}/refresh", expectedStatus: 503);
        await _world.Google.MendAsync(fault);
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await NoteTokensAsync(tenant, life);

        await tenant.AuthorizeAsync(new { loginHint = email.ToUpperInvariant() });
        await tenant.AuthorizeAsync(new { grantId });
        return life;
    }

    /// <summary>With an id of the person's own making, by which it is remembered.</summary>
    private static async Task SendAsync(TestTenant tenant, string grantId, string messageId)
    {
        using var message = new StringContent($"Message-ID: {messageId}\r\nTo: nobody@example.com\r\n\r\nHello", new MediaTypeHeaderValue("message/rfc822"));
        using var response = await tenant.Api.PostAsync($"v1/grants/{grantId}/messages/send/raw", message);
        (await response.ReadAsync(200)).Text("messageId").Should().Be(messageId);
    }

    private async Task NoteTokensAsync(TestTenant tenant, Life life)
    {
        var held = await _world.Services.GetRequiredService<IGrantStore>().HoldAsync(tenant.Id, Guid.Parse(life.GrantId), CancellationToken.None);
        life.Tokens.AddRange([held!.Tokens!.RefreshToken.Reveal(), held.Tokens.AccessToken!.Reveal()]);
    }

    /// <summary>The tables in which one of the words is, in whatever form.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(params IReadOnlyList<string> words)
    {
        var needles = words.Select(word => new Needle(word)).ToList();
        var tables = await Rows.ReadAllAsync(_world.Settings.Postgres);
        tables.Keys.Should().Contain(["gmailplatform.mt_events", "gmailplatform.key_ring", "hangfire.job", "hangfire.state"]);
        return [.. tables.SelectMany(table => needles.Where(needle => table.Value.Exists(needle.IsIn)).Select(needle => $"{needle} in {table.Key}"))];
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(TestTenant tenant, string grantId)
    {
        var (events, pageToken) = (new List<string>(), (string?)null);
        do
        {
            var page = await tenant.GetAsync($"v1/grants/{grantId}/history?pageSize=4{(pageToken is null ? "" : $"&pageToken={pageToken}")}");
            events.AddRange(page.GetProperty("events").EnumerateArray().Select(e => e.GetRawText()));
            pageToken = page.Text("nextPageToken");
        }
        while (pageToken is not null);
        return events;
    }

    private static string Type(string recorded) => JsonSerializer.Deserialize<JsonElement>(recorded).Text("type")!;

    private static int Sequence(string recorded) => JsonSerializer.Deserialize<JsonElement>(recorded).GetProperty("sequence").GetInt32();

    private void RunScheduledJobsOf(string grantId)
    {
        var jobs = _world.Services.GetRequiredService<IBackgroundJobClient>();
        var scheduled = _world.Services.GetRequiredService<JobStorage>().GetMonitoringApi().ScheduledJobs(0, 1000);
        var ids = scheduled.Where(job => job.Value.Job.Args.Contains(Guid.Parse(grantId))).Select(job => job.Key).ToList();
        ids.Should().NotBeEmpty();
        ids.ForEach(id => jobs.Requeue(id));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }

    private sealed record Life(string GrantId, string Email, IReadOnlyList<string> Person, List<string> Tokens);
}
