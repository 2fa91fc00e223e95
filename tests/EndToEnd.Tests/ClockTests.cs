using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What time does: tokens, states and keys run out.</summary>
[Collection(MovingWorld.Collection)]
public sealed class ClockTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    [Fact]
    public async Task An_expired_token_is_refreshed_once_when_it_is_asked_for()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var before = await tenant.GetAsync($"v1/grants/{grantId}/access-token");
        _world.Clock.Advance(TimeSpan.FromHours(1));

        var after = await tenant.GetAsync($"v1/grants/{grantId}/access-token");
        var again = await tenant.GetAsync($"v1/grants/{grantId}/access-token");

        after.Text("accessToken").Should().NotBe(before.Text("accessToken"));
        again.Text("accessToken").Should().Be(after.Text("accessToken"));
        after.GetProperty("expiresAt").GetDateTimeOffset().Should().BeAfter(_world.Clock.GetUtcNow());
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await tenant.HistoryAsync(grantId)).Should().EndWith("access_token_refreshed");
    }

    [Fact]
    public async Task The_caller_says_how_long_a_token_must_stay_valid()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        _world.Clock.Advance(TimeSpan.FromMinutes(50));

        await tenant.GetAsync($"v1/grants/{grantId}/access-token?minValidity=540");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(0, "nearly ten minutes are left");
        await tenant.GetAsync($"v1/grants/{grantId}/access-token?minValidity=900");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
    }

    [Fact]
    public async Task Six_months_without_use_are_named_as_the_reason()
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        _world.Clock.Advance(TimeSpan.FromDays(200));

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "reauthorization_required");

        problem.Text("reason").Should().Be("expiredUnused");
    }

    [Fact]
    public async Task The_end_that_Google_announced_is_named_as_the_reason()
    {
        using var tenant = await _world.ATenantAsync();
        await _world.Google.PatchAsync($"sandbox/clients/{WorldSettings.ClientId}", new { testing = true });
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await _world.Google.PatchAsync($"sandbox/clients/{WorldSettings.ClientId}", new { testing = false });
        _world.Clock.Advance(TimeSpan.FromDays(8));

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "reauthorization_required");

        problem.Text("reason").Should().Be("lifetimeEnded");
    }

    [Fact]
    public async Task The_hundredth_newer_refresh_token_of_a_person_ends_the_oldest_and_consent_repairs_it()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        for (var consent = 0; consent < 99; consent++)
        {
            await TakeRefreshTokenAsync(person);
        }

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await TakeRefreshTokenAsync(person);

        var problem = await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required");
        problem.Text("reason").Should().Be("expiredOrRevoked");
        (await _world.FollowAsync(problem.AuthorizationUrl(), person)).Should().Contain("grantId", grantId);
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
    }

    [Fact]
    public async Task Consents_that_nothing_forces_do_not_use_up_the_persons_refresh_tokens()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        for (var consent = 0; consent < 101; consent++)
        {
            await tenant.ConnectAsync(person);
        }

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        var history = await tenant.HistoryAsync(grantId);
        history.Count(type => type == "credentials_stored").Should().Be(102);
    }

    [Fact]
    public async Task The_late_end_of_an_erased_persons_grant_leaves_the_consent_alone_that_the_same_person_gave_since()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var erased = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{erased}?erase=true", expectedStatus: 202);
        await _world.Google.MendAsync(fault);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var needsConsent = await tenant.ConsentAsync(person);
        var grantId = (await _world.FollowAsync(needsConsent["authorizationUrl"], person))["grantId"];
        grantId.Should().NotBe(erased);

        await _world.SendAsync(ConfirmRevocationOf(tenant, erased));

        (await tenant.HistoryAsync(erased))[^1].Should().Be("revocation_abandoned");
        (await SealedCredentialsAsync()).Should().NotContain(row => row.Contains(erased));
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
    }

    [Fact]
    public async Task After_a_week_without_Google_the_tokens_of_a_revoked_grant_are_deleted_and_that_is_written_down()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true", expectedStatus: 202);
        var job = ConfirmRevocationOf(tenant, grantId);

        _world.Clock.Advance(TimeSpan.FromHours(1));
        (await _world.SendAsync(job)).TryAgainIn.Should().BeCloseTo(TimeSpan.FromMinutes(67.5), TimeSpan.FromMinutes(7.5));
        _world.Clock.Advance(TimeSpan.FromDays(7));
        (await _world.SendAsync(job)).TryAgainIn.Should().BeNull();

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["grant_revoked", "grant_erased", "revocation_abandoned"]);
        (await SealedCredentialsAsync()).Should().NotContain(row => row.Contains(grantId));
        await _world.Google.MendAsync(fault);
    }

    [Fact]
    public async Task A_revocation_whose_reminder_was_lost_is_found_a_day_later()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{grantId}", expectedStatus: 202);
        await _world.Google.MendAsync(fault);

        await _world.SendAsync(new ResumeRevocations());
        _world.Clock.Advance(TimeSpan.FromHours(25));
        (await _world.SendAsync(new ResumeRevocations())).Count.Should().BePositive();

        await Eventually.HoldsAsync("Google is told", async () => (await tenant.HistoryAsync(grantId))[^1] == "revocation_confirmed");
    }

    [Fact]
    public async Task A_state_lives_ten_minutes_and_the_answer_to_a_late_one_leads_on()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state = "mine" });
        _world.Clock.Advance(TimeSpan.FromMinutes(10));

        var late = await _world.FollowAsync(started.AuthorizationUrl(), person);

        late.Should().Contain("status", "failed").And.Contain("error", "code_exchange_failed").And.Contain("state", "mine");
        (await _world.Google.CallsAsync("token", person)).Should().Be(0);
        var repaired = await _world.FollowAsync(Urls.With(late["authorizationUrl"], "prompt", "consent"), person);
        repaired.Should().Contain("status", "connected");
    }

    [Fact]
    public async Task An_expired_link_offers_to_start_again()
    {
        using var tenant = await _world.ATenantAsync();
        var started = await tenant.AuthorizeAsync();
        using var browser = new Browser();
        _world.Clock.Advance(TimeSpan.FromMinutes(10));

        (await browser.ReadAsync(started.Text("connectUrl")!)).Should().Contain("Start again");
        await browser.SubmitAsync(started.Text("connectUrl")!);
        (await browser.ReadAsync(started.Text("connectUrl")!)).Should().Contain("Continue with Google");
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var key = await _world.SendAsync(new CreateApiKey(tenant.Id, "short", [Permission.GrantsRead], _world.Clock.GetUtcNow().AddMinutes(5)));
        using var client = new HttpClient { BaseAddress = _world.PlatformUrl };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key.Token.Reveal()}");
        using (var early = await client.GetAsync("v1/grants"))
        {
            await early.ReadAsync(200);
        }

        _world.Clock.Advance(TimeSpan.FromMinutes(5));

        await client.GetAsync("v1/grants").ProblemAsync(401, "unauthenticated");
    }

    /// <summary>What the reminder does when its time has come.</summary>
    private static ConfirmRevocation ConfirmRevocationOf(TestTenant tenant, string grantId) =>
        new(new Caller(tenant.Id, Actor.Job("confirm-revocation")), Guid.Parse(grantId));

    private async Task<IReadOnlyList<string>> SealedCredentialsAsync() =>
        (await Rows.ReadAsync(_world.Settings.Postgres))["gmailplatform.mt_doc_sealed_credential"];

    /// <summary>Another installation of the same Google client makes the person consent.</summary>
    private async Task TakeRefreshTokenAsync(string person)
    {
        var consent = await _world.Google.ConsentAsync(Urls.With(ClientFlow.AuthorizationUrl(_world), "prompt", "consent"), person);
        using var http = new HttpClient { BaseAddress = _world.Settings.SandboxUrl };
        using var answer = await http.PostAsync("token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = consent.Code!,
            ["client_id"] = WorldSettings.ClientId,
            ["client_secret"] = WorldSettings.ClientSecret,
            ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        }));
        (await answer.ReadAsync(200)).Text("refresh_token").Should().NotBeNull();
    }
}
