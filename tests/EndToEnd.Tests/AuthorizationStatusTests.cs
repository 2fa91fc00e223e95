using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What an application compares before it believes that its return URL speaks of its own user (RFC 9700 section 4.7).</summary>
public sealed class AuthorizationStatusTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task S7_An_authorization_tells_its_application_the_state_and_the_grant_that_it_led_to()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, state = "session-1" });
        var path = $"v1/authorizations/{started.Text("id")}";

        var before = await tenant.GetAsync(path);
        var consent = await _world.Google.ConsentAsync(started.AuthorizationUrl(), person);
        var returned = await tenant.ReturnAsync(consent.RedirectUrl);
        var after = await tenant.GetAsync(path);

        before.Text("status").Should().Be("pending");
        before.Text("state").Should().Be("session-1");
        before.Has("grantId").Should().BeFalse();
        returned["authorizationId"].Should().Be(started.Text("id"));
        after.Text("status").Should().Be("connected");
        after.Text("grantId").Should().Be(returned["grantId"]);
        after.Text("state").Should().Be("session-1");
    }

    [Fact]
    public async Task S7_A_return_url_that_names_the_grant_of_another_person_is_told_from_a_true_one()
    {
        using var tenant = await _world.ATenantAsync();
        var victims = await tenant.ConsentAsync(await _world.Google.APersonAsync(), new { returnUrl = WorldSettings.ReturnUrl, state = "victim" });
        var attackers = await tenant.ConsentAsync(await _world.Google.APersonAsync(), new { returnUrl = WorldSettings.ReturnUrl, state = "attacker" });

        // The attacker opens the return URL in a browser of their own, with the victim's grant in it.
        var claimed = new Dictionary<string, string>(attackers) { ["grantId"] = victims["grantId"] };
        var ownSession = await tenant.GetAsync($"v1/authorizations/{claimed["authorizationId"]}");
        var victimsAuthorization = await tenant.GetAsync($"v1/authorizations/{victims["authorizationId"]}");

        ownSession.Text("grantId").Should().Be(attackers["grantId"]).And.NotBe(claimed["grantId"]);
        victimsAuthorization.Text("state").Should().Be("victim", "the attacker's session never had this state");
    }

    [Fact]
    public async Task S7_A_consent_that_failed_says_why_and_its_repair_has_an_authorization_of_its_own()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var failed = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "mine" }, deny: true);
        var repaired = await tenant.ReturnAsync((await _world.Google.ConsentAsync(failed["authorizationUrl"], person)).RedirectUrl);

        var first = await tenant.GetAsync($"v1/authorizations/{failed["authorizationId"]}");
        var second = await tenant.GetAsync($"v1/authorizations/{repaired["authorizationId"]}");

        first.Text("status").Should().Be("failed");
        first.Text("error").Should().Be("access_denied");
        first.Has("grantId").Should().BeFalse();
        second.Text("status").Should().Be("connected");
        second.Text("state").Should().Be("mine");
        second.Text("grantId").Should().Be(repaired["grantId"]);
    }

    [Fact]
    public async Task S7_An_authorization_is_told_to_its_own_tenant_alone_and_to_keys_that_may_read_grants()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        using var mail = await _world.ATenantAsync("mail:read");
        var id = (await tenant.AuthorizeAsync()).Text("id");

        await other.GetProblemAsync($"v1/authorizations/{id}", 404, "not_found");
        await mail.GetProblemAsync($"v1/authorizations/{id}", 403, "forbidden");
        await tenant.GetProblemAsync($"v1/authorizations/{Guid.NewGuid()}", 404, "not_found");
    }
}
