using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary>Tokens that Google lets live for minutes or seconds only are renewed by their own lifetime.</summary>
[Collection(MovingWorld.Collection)]
public sealed class ShortTokenTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(240)]
    public async Task C7_a_short_token_in_use_is_refreshed_once_in_half_of_its_lifetime(int seconds)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", replace = new { expires_in = seconds } });
        await tenant.PostAsync($"v1/grants/{grant}/refresh");
        var first = await tenant.Api.TokenAsync(grant);

        for (var call = 0; call < 20; call++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(seconds / 50.0));
            (await tenant.Api.TokenAsync(grant)).Should().Be(first);
        }

        (await tenant.HistoryAsync(grant)).Count(type => type == "access_token_refreshed").Should().Be(1);
        _world.Clock.Advance(TimeSpan.FromSeconds(seconds / 5.0));
        await Eventually.HoldsAsync("the token is renewed", async () => await tenant.Api.TokenAsync(grant) != first);
        (await tenant.HistoryAsync(grant)).Count(type => type == "access_token_refreshed").Should().Be(2);
    }
}
