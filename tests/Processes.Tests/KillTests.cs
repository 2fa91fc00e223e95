using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Testing;
using Hangfire;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Processes.Tests;

/// <summary>SIGKILL at the worst moments: nothing that was acknowledged is lost, and nothing stays stuck.</summary>
public sealed class KillTests(Worlds worlds)
{
    private static readonly object ForeverUnavailable = new { endpoint = "token", grantType = "refresh_token", status = 503 };

    /// <summary>How long a reload waits for an exchange whose node may be gone.</summary>
    private static readonly (string Name, string? Value)[] ShortPatience = [("Google:ExchangePatience", "00:00:02")];

    [Fact]
    public async Task Between_the_exchange_and_the_store_the_reloaded_callback_says_where_to_consent_and_that_connects_the_account()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync(ShortPatience);
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state = "my state" });
        var consent = await world.Google.ConsentAsync(started.Text("authorizationUrl")!, person);
        await world.Google.BreakAsync(new { endpoint = "jwks", delayMs = 60_000 });

        var callback = tenant.ReturnAsync(consent.RedirectUrl);
        await Eventually.HoldsAsync("the code is spent", async () => await world.Google.CallsAsync("token", person, "authorization_code") == 1);
        await platform.KillAsync();
        await FluentActions.Awaiting(() => callback).Should().ThrowAsync<HttpRequestException>();
        await world.Google.MendAsync();
        await world.StartPlatformAsync(ShortPatience);

        var reloaded = await tenant.ReturnAsync(consent.RedirectUrl);
        reloaded.Should().Contain("error", "code_exchange_failed").And.Contain("state", "my state").And.ContainKey("authorizationUrl");
        var outcome = await FollowAsync(world, tenant, reloaded, person);
        outcome.Should().Contain("status", "connected").And.Contain("state", "my state");
        (await tenant.GetAsync($"v1/grants/{outcome["grantId"]}/access-token")).Text("accessToken").Should().StartWith("ya29.");
    }

    [Fact]
    public async Task Between_a_first_consents_answer_and_its_commit_nothing_of_it_stays_and_the_person_connects_anew()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync(ShortPatience);
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        var consent = await world.Google.ConsentAsync(started.Text("authorizationUrl")!, person);

        await using (await world.Settings.HoldUpWritesAsync())
        {
            var callback = tenant.ReturnAsync(consent.RedirectUrl);
            await WritersWaitAsync(world);
            await platform.KillAsync();
            await FluentActions.Awaiting(() => callback).Should().ThrowAsync<HttpRequestException>();
        }

        await world.StartPlatformAsync(ShortPatience);
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
        var outcome = await FollowAsync(world, tenant, await tenant.ReturnAsync(consent.RedirectUrl), person);
        outcome.Should().Contain("status", "connected");
    }

    [Fact]
    public async Task Between_a_refreshs_answer_and_its_commit_the_old_refresh_token_still_serves()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);

        await using (await world.Settings.HoldUpWritesAsync())
        {
            var refresh = tenant.PostAsync($"v1/grants/{grant}/refresh");
            await WritersWaitAsync(world);
            await platform.KillAsync();
            await FluentActions.Awaiting(() => refresh).Should().ThrowAsync<HttpRequestException>();
        }

        (await world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        await world.StartPlatformAsync();
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().StartWith("ya29.");
        await tenant.PostAsync($"v1/grants/{grant}/refresh");
        (await tenant.HistoryAsync(grant)).Should().Equal("grant_connected", "code_exchanged", "credentials_stored", "access_token_refreshed");
    }

    [Fact]
    public async Task While_a_refresh_fails_the_next_process_takes_the_retries_over_and_recovers_by_itself()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        await world.Google.BreakAsync(ForeverUnavailable);
        await tenant.PostAsync($"v1/grants/{grant}/refresh", expectedStatus: 503);
        await platform.KillAsync();
        await world.Google.MendAsync();

        // What a process that dies at its worst leaves in Hangfire: the lock of the scheduler, for whose time-out all others wait.
        await world.Settings.ReadAsync("insert into hangfire.lock (resource, acquired) values ('hangfire:locks:schedulepoller', now() at time zone 'utc' - interval '2 minutes') on conflict do nothing");
        await world.StartPlatformAsync();

        await Eventually.HoldsAsync("the refresh recovers", async () => (await tenant.HistoryAsync(grant)).Contains("refresh_recovered"));
        var refreshed = await tenant.EventAsync(grant, "access_token_refreshed");
        refreshed.Text("actor").Should().Be("job:retry-refresh");
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task Between_the_acknowledgement_of_a_security_event_and_its_effect_the_next_process_lets_it_take_effect()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);

        // A time in whole seconds may seem older than the consent; then it is Google's answer that ends the grant.
        await world.Google.DoAsync(person, "revoke");
        await using (await world.Settings.HoldUpWritesAsync())
        {
            var sent = await world.Google.PostAsync("sandbox/risc", new { @event = "tokens-revoked", email = person, url = $"{world.Settings.PlatformUrl}google/risc" });
            sent.GetProperty("status").GetInt32().Should().Be(202);
            await WritersWaitAsync(world);
            await platform.KillAsync();
        }

        // The worst case: the job is lost, too, and time has passed.
        (await world.Settings.ReadAsync("delete from hangfire.job where invocationdata::text like '%ProcessSecurityEventAsync%' returning id::text")).Should().NotBeEmpty();
        await using (var session = world.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            var stored = await session.Query<SecurityEventDocument>().SingleAsync();
            session.Update(stored with { ReceivedAt = stored.ReceivedAt.AddYears(-1) });
            await session.SaveChangesAsync();
        }

        await world.StartPlatformAsync(("Jobs:Recurring", "true"));
        await Eventually.HoldsAsync("the recurring jobs are set", async () =>
            (await world.Settings.ReadAsync("select value from hangfire.set where key = 'recurring-jobs'")).Contains("resume-security-events"));
        world.Services.GetRequiredService<IRecurringJobManager>().Trigger("resume-security-events");

        await Eventually.HoldsAsync("the event takes effect", async () => (await tenant.HistoryAsync(grant)).Contains("reauthorization_required"));
        (await tenant.HistoryAsync(grant)).Should().Equal(
            "grant_connected", "code_exchanged", "credentials_stored", "security_event_received", "reauthorization_required");
    }

    [Fact]
    public async Task While_Google_is_being_told_of_an_erasure_the_person_is_gone_already_and_the_next_process_tells_it()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync(("Google:OAuthTimeout", "00:01:00"));
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await world.Google.BreakAsync(new { endpoint = "revoke", delayMs = 60_000 });

        var erasure = tenant.Api.DeleteAsync($"v1/grants/{grant}?erase=true");
        await Eventually.HoldsAsync(
            "the person is erased", async () => await world.Settings.ReadAsync("select count(*) from gmailplatform.mt_events where type = 'grant_erased'") is ["1"]);
        await platform.KillAsync();
        await FluentActions.Awaiting(() => erasure).Should().ThrowAsync<HttpRequestException>();
        await world.Google.MendAsync();
        await world.StartPlatformAsync();

        (await world.Settings.DumpAsync()).SelectMany(table => table.Value).Should().NotContain(row => row.Contains(person));
        RunScheduledJobOf(world, grant);
        await Eventually.HoldsAsync("Google is told", async () => (await tenant.HistoryAsync(grant))[^1] == "revocation_confirmed");
        (await world.Settings.ReadAsync("select count(*) from gmailplatform.mt_doc_sealed_credential")).Should().Equal("0");
    }

    [Fact]
    public async Task Between_Gmails_taking_a_message_and_the_record_of_it_the_next_call_finds_it_in_the_mailbox()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person, ["https://mail.google.com/"]);
        await world.Google.BreakAsync(new { endpoint = "gmail.users.messages.send", delayMs = 2000 });
        tenant.Api.DefaultRequestHeaders.Add("Idempotency-Key", "key");
        var message = new { to = new[] { person }, subject = "once" };

        var sending = tenant.PostAsync($"v1/grants/{grant}/messages/send", message);
        await Eventually.HoldsAsync("the wish is written down", async () => await world.Settings.ReadAsync("select count(*) from gmailplatform.sent_message") is ["1"]);
        await using (await world.Settings.HoldUpWritesAsync("sent_message"))
        {
            await WritersWaitAsync(world, "sent_message");
            await platform.KillAsync();
            await FluentActions.Awaiting(() => sending).Should().ThrowAsync<HttpRequestException>();
        }

        // What an attempt may last is over.
        await world.Settings.ReadAsync("update gmailplatform.sent_message set expires_at = now() returning 1");
        await world.StartPlatformAsync();

        var sent = await tenant.PostAsync($"v1/grants/{grant}/messages/send", message);
        (await world.Google.CallsAsync("gmail.users.messages.send", person)).Should().Be(1);
        (await tenant.GetAsync($"v1/grants/{grant}/messages")).GetProperty("messages").EnumerateArray().Should().ContainSingle().Which.Text("id").Should().Be(sent.Text("id"));
    }

    /// <summary>What an operator does on the dashboard who will not wait for the minute to pass.</summary>
    private static void RunScheduledJobOf(ProcessWorld world, string grant)
    {
        var scheduled = world.Services.GetRequiredService<JobStorage>().GetMonitoringApi().ScheduledJobs(0, 100);
        var (id, _) = scheduled.Should().ContainSingle(job => job.Value.Job.Args.Contains(Guid.Parse(grant))).Subject;
        world.Services.GetRequiredService<IBackgroundJobClient>().Requeue(id).Should().BeTrue();
    }

    /// <summary>Follows the URLs that the answers name, as a browser would, until the account is connected.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> FollowAsync(
        ProcessWorld world, TestTenant tenant, IReadOnlyDictionary<string, string> outcome, string person)
    {
        for (var step = 0; step < 3 && outcome.TryGetValue("authorizationUrl", out var url); step++)
        {
            outcome = await tenant.ReturnAsync((await world.Google.ConsentAsync(url, person)).RedirectUrl);
        }

        return outcome;
    }

    private static Task WritersWaitAsync(ProcessWorld world, string table = "mt_events") => Eventually.HoldsAsync(
        "the platform's commit waits",
        async () => (await world.Settings.ReadAsync(
            $"select count(*) from pg_locks where relation = 'gmailplatform.{table}'::regclass and not granted")) is not ["0"]);
}
