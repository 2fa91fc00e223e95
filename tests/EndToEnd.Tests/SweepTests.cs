using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The background work that keeps tokens fresh before anybody needs them.</summary>
[Collection(MovingWorld.Collection)]
public sealed class SweepTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    [Fact]
    public async Task A_grant_in_use_is_refreshed_before_its_token_runs_out_and_only_once()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.SendAsync(new RefreshExpiring());
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(0, "nearly an hour is left");
        _world.Clock.Advance(TimeSpan.FromMinutes(52));

        var swept = await _world.SendAsync(new RefreshExpiring());
        await _world.SendAsync(new RefreshExpiring());

        swept.Refreshed.Should().BePositive();
        swept.Complete.Should().BeTrue();
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await tenant.EventAsync(grantId, "access_token_refreshed")).Text("actor").Should().Be("job:refresh-expiring");
    }

    [Fact]
    public async Task A_grant_that_nobody_uses_is_left_alone()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await tenant.ConnectAsync(person);
        for (var hour = 0; hour < 30; hour++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(50));
            await _world.SendAsync(new RefreshExpiring());
        }

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().BeInRange(20, 28, "it was in use for a day after the consent");
    }

    [Fact]
    public async Task Two_sweeps_at_once_refresh_each_grant_once()
    {
        using var tenant = await _world.ATenantAsync();
        var people = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            people.Add(await _world.Google.APersonAsync());
            await tenant.ConnectAsync(people[^1]);
        }

        _world.Clock.Advance(TimeSpan.FromMinutes(52));

        await Task.WhenAll(_world.SendAsync(new RefreshExpiring()), _world.SendAsync(new RefreshExpiring()));

        foreach (var person in people)
        {
            (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        }
    }

    [Fact]
    public async Task A_refresh_token_that_rests_is_used_before_Google_ends_it_for_disuse()
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        for (var month = 0; month < 12; month++)
        {
            _world.Clock.Advance(TimeSpan.FromDays(30));
            await _world.SendAsync(new KeepRefreshTokensAlive());
        }

        await tenant.GetAsync($"v1/grants/{grantId}/access-token");
        (await tenant.EventAsync(grantId, "access_token_refreshed")).Text("actor").Should().Be("job:keep-alive");
        (await tenant.HistoryAsync(grantId)).Count(type => type is "access_token_refreshed").Should().BeInRange(3, 5);
    }

    [Fact]
    public async Task A_sweep_leaves_grants_that_fail_to_their_own_time()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        _world.Clock.Advance(TimeSpan.FromMinutes(52));
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 503 });

        await _world.SendAsync(new RefreshExpiring());
        await _world.SendAsync(new RefreshExpiring());

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("refreshFailing");
        (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).Text("accessToken").Should().StartWith("ya29.", "it is still valid");
        await _world.Google.MendAsync();
    }
}
