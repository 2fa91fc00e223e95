using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A Google client that Google rejects: an alarm for operators, no storm, and nobody is marked.</summary>
[Collection(MovingWorld.Collection)]
public sealed class RejectedClientTests(MovingWorld moving) : IAsyncLifetime
{
    private readonly World _world = moving.World;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>All tests of this world use one client, and find its breaker closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _world.Google.MendAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.SendAsync(new ProbeClients());
        (await HealthAsync()).Should().Be("healthy");
    }

    [Fact]
    public async Task A_wrong_secret_is_an_alarm_marks_nobody_and_keeps_the_others_away_from_Google()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var (grantId, otherGrant) = (await tenant.ConnectAsync(person), await tenant.ConnectAsync(other));
        await RejectAsync("invalid_client");

        var problem = await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_rejected_client");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_rejected_client");
        await tenant.PostProblemAsync($"v1/grants/{otherGrant}/refresh", new { }, 503, "google_rejected_client");

        problem.Text("reason").Should().Be("invalid_client");
        problem.Has("authorizationUrl").Should().BeFalse("no person can repair it");
        problem.GetProperty("retryAfter").GetInt32().Should().BePositive();
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await _world.Google.CallsAsync("token", other, "refresh_token")).Should().Be(0);
        foreach (var id in new[] { grantId, otherGrant })
        {
            (await tenant.GetAsync($"v1/grants/{id}")).Text("status").Should().Be("active");
            (await tenant.HistoryAsync(id)).Should().HaveCount(3);
            (await tenant.GetAsync($"v1/grants/{id}/access-token")).Text("accessToken").Should().StartWith("ya29.", "the valid token still serves");
        }

        (await HealthAsync()).Should().Be("degraded");
    }

    [Fact]
    public async Task While_it_lasts_one_call_an_interval_finds_out_and_the_first_that_works_ends_it_for_all()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var (grantId, otherGrant) = (await tenant.ConnectAsync(person), await tenant.ConnectAsync(other));
        await RejectAsync("invalid_client");
        for (var minute = 0; minute < 3; minute++)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => tenant.PostAsync($"v1/grants/{grantId}/refresh", expectedStatus: 503)));
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().BeLessThanOrEqualTo(3);
        await _world.Google.MendAsync();

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        await tenant.PostAsync($"v1/grants/{otherGrant}/refresh");
        (await HealthAsync()).Should().Be("healthy");
    }

    [Fact]
    public async Task The_probe_notices_a_corrected_client_though_nobody_calls()
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await RejectAsync("invalid_client");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_rejected_client");
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _world.SendAsync(new ProbeClients())).StillRejected.Should().Be(1);

        await _world.Google.MendAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));

        (await _world.SendAsync(new ProbeClients())).Should().Be(new ProbedClients(Open: 1, StillRejected: 0));
        (await tenant.EventAsync(grantId, "access_token_refreshed")).Text("actor").Should().Be("job:probe-client");
    }

    [Fact]
    public async Task A_refresh_token_of_another_client_is_an_alarm_of_its_own_and_stops_nobody_else()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var (grantId, otherGrant) = (await tenant.ConnectAsync(person), await tenant.ConnectAsync(other));
        await RejectAsync("unauthorized_client", person);

        for (var i = 0; i < 5; i++)
        {
            await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 503, "google_rejected_client");
        }

        await tenant.PostAsync($"v1/grants/{otherGrant}/refresh");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        (await HealthAsync()).Should().Be("healthy");
    }

    private Task<string> RejectAsync(string error, string? person = null) => _world.Google.BreakAsync(
        new { endpoint = "token", person, grantType = "refresh_token", status = 401, body = new { error } });

    private async Task<string?> HealthAsync()
    {
        using var http = new HttpClient { BaseAddress = _world.PlatformUrl };
        using var response = await http.GetAsync("health/ready");
        return (await response.ReadAsync(200)).GetProperty("checks").Text("googleClients");
    }
}
