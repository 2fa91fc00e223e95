using GmailPlatform.Testing;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>Google's signing keys change while the platform has the old ones at hand.</summary>
public sealed class GoogleKeysTests
{
    [Fact]
    public async Task The_first_id_token_after_a_rotation_is_verified_with_keys_that_are_fetched_anew_and_once()
    {
        await using var world = await World.StartAsync();
        using var tenant = await world.ATenantAsync();
        await ConnectAsync(world, tenant);
        await ConnectAsync(world, tenant);
        (await KeyCallsAsync(world)).Should().Be(1, "keys are kept");

        await RotateAsync(world);
        (await ConnectAsync(world, tenant)).Should().Be("idToken");
        await ConnectAsync(world, tenant);
        (await KeyCallsAsync(world)).Should().Be(2);
    }

    [Fact]
    public async Task A_storm_of_unknown_keys_asks_Google_at_a_bounded_rate_and_nobody_is_locked_out()
    {
        await using var world = await World.StartAsync();
        using var tenant = await world.ATenantAsync();
        await ConnectAsync(world, tenant);

        for (var i = 0; i < 3; i++)
        {
            await RotateAsync(world, advance: false);
            (await ConnectAsync(world, tenant)).Should().Be("userInfo");
        }

        (await KeyCallsAsync(world)).Should().Be(1);
    }

    [Fact]
    public async Task Keys_that_cannot_be_fetched_again_still_open_what_they_signed()
    {
        await using var world = await World.StartAsync();
        using var tenant = await world.ATenantAsync();
        await ConnectAsync(world, tenant);
        await world.Google.BreakAsync(new { endpoint = "jwks", status = 500 });
        world.Clock.Advance(TimeSpan.FromDays(1));

        (await ConnectAsync(world, tenant)).Should().Be("idToken");
    }

    [Fact]
    public async Task O9_Callers_of_a_hanging_endpoint_share_one_fetch_whose_failure_is_remembered_from_its_end()
    {
        await using var world = await World.StartAsync(builder => builder.Configuration["Google:OAuthTimeout"] = "00:00:02");
        using var tenant = await world.ATenantAsync();
        var fault = await world.Google.BreakAsync(new { endpoint = "jwks", delayMs = 60_000 });

        var sources = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ConnectAsync(world, tenant)));

        sources.Should().AllBe("userInfo");
        (await ConnectAsync(world, tenant)).Should().Be("userInfo", "the failure is remembered");
        (await KeyCallsAsync(world)).Should().Be(1);

        await world.Google.MendAsync(fault);
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        (await ConnectAsync(world, tenant)).Should().Be("idToken");
        (await KeyCallsAsync(world)).Should().Be(2);
    }

    /// <summary>Connects a new person and answers how they were identified.</summary>
    private static async Task<string?> ConnectAsync(World world, TestTenant tenant)
    {
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        return (await tenant.EventAsync(grant, "code_exchanged")).GetProperty("data").Text("identitySource");
    }

    /// <summary>Twice: Google keeps the key before the last published.</summary>
    private static async Task RotateAsync(World world, bool advance = true)
    {
        await world.Google.PostAsync("sandbox/keys/rotate", new { });
        await world.Google.PostAsync("sandbox/keys/rotate", new { });
        if (advance)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static Task<int> KeyCallsAsync(World world) => world.Google.CallsAsync("jwks");
}
