using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Handing out tokens as time goes: renewed ahead of their end, and each use written down.</summary>
[Collection(MovingWorld.Collection)]
public sealed class VendingTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    [Fact]
    public async Task A_token_that_runs_out_within_minutes_serves_and_is_renewed_once_in_the_background()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var old = await tenant.Api.TokenAsync(grant);
        _world.Clock.Advance(TimeSpan.FromMinutes(56));

        (await tenant.Api.TokenAsync(grant)).Should().Be(old);

        await Eventually.HoldsAsync("the token is renewed", async () => await tenant.Api.TokenAsync(grant) != old);
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await tenant.EventAsync(grant, "access_token_refreshed")).Text("actor").Should().Be("job:refresh-ahead");
    }

    [Fact]
    public async Task While_the_renewal_fails_the_token_still_serves_and_Google_is_left_alone_until_the_retry()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var old = await tenant.Api.TokenAsync(grant);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 503 });
        _world.Clock.Advance(TimeSpan.FromMinutes(56));

        (await tenant.Api.TokenAsync(grant)).Should().Be(old);
        await Eventually.HoldsAsync("the renewal failed", async () => (await tenant.HistoryAsync(grant)).Contains("refresh_failed"));
        for (var call = 0; call < 20; call++)
        {
            (await tenant.Api.TokenAsync(grant)).Should().Be(old);
        }

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
    }

    [Fact]
    public async Task Use_is_written_down_once_a_key_and_minute_and_changes_nothing_else()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(messages: 1));
        var before = await tenant.GetAsync($"v1/grants/{grant}");
        await tenant.Api.TokenAsync(grant);
        await tenant.Api.TokenAsync(grant);
        await tenant.GetAsync($"v1/grants/{grant}/messages");

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync("use is written down", async () =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(5));
            return (await UsesAsync(tenant, grant)).Count > 0;
        });

        var use = (await UsesAsync(tenant, grant)).Should().ContainSingle().Subject.GetProperty("data");
        use.GetProperty("count").GetInt32().Should().Be(3);
        use.Text("by").Should().Be($"key:{tenant.KeyId}");
        use.GetProperty("lastUsedAt").GetDateTimeOffset().Should().BeOnOrAfter(use.GetProperty("firstUsedAt").GetDateTimeOffset());
        (await tenant.GetAsync($"v1/grants/{grant}")).GetRawText().Should().Be(before.GetRawText());
    }

    [Fact]
    public async Task A_node_that_stops_writes_down_the_use_that_it_counted()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var node = await _world.StartNodeAsync();
        using (var client = new HttpClient { BaseAddress = new Uri(node.Urls.Single()) })
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", tenant.ApiKey);
            await client.TokenAsync(grant);
        }

        await node.StopAsync();

        (await UsesAsync(tenant, grant)).Should().ContainSingle().Which.GetProperty("data").GetProperty("count").GetInt32().Should().Be(1);
    }

    private static async Task<IReadOnlyList<JsonElement>> UsesAsync(TestTenant tenant, string grant)
    {
        var history = await tenant.GetAsync($"v1/grants/{grant}/history?pageSize=500");
        return [.. history.GetProperty("events").EnumerateArray().Where(e => e.Text("type") == "credentials_used")];
    }
}
