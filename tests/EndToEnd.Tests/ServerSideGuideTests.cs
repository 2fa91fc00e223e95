using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Each function of Google's guide to server-side authorization, by the name that the README's table gives it.</summary>
public sealed class ServerSideGuideTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_code_is_exchanged_and_the_credentials_are_stored_under_the_users_id()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var outcome = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "my state" });

        outcome.Should().Contain("status", "connected").And.Contain("state", "my state");
        var grant = await tenant.GetAsync($"v1/grants/{outcome["grantId"]}");
        grant.Text("status").Should().Be("active");
        grant.Text("email").Should().Be(person);
        (await tenant.HistoryAsync(outcome["grantId"])).Should().Equal("grant_connected", "code_exchanged", "credentials_stored");
    }
}
