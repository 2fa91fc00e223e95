using GmailPlatform.Application.Tenancy;
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
}
