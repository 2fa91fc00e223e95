using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary>Google's revocation ends all that a person consented to before Google took it: what overlaps is tried before it is called connected.</summary>
public sealed class OverlappingRevocationTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    public static TheoryData<string> Endings => ["delayed", "delayed and its answer lost"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task C5_a_consent_that_a_late_revocation_ends_is_found_dead_when_the_two_meet(string ending)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var slow = await SlowAsync(person, ending);

        var revoking = tenant.Api.DeleteAsync($"v1/grants/{grant}");
        await _world.WaitForAsync(slow);
        await ReconnectAsync(tenant, person);
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("active", "Google has not taken the revocation");
        await _world.Google.MendAsync(slow);
        using var revoked = await revoking;

        revoked.IsSuccessStatusCode.Should().BeTrue();
        var view = await tenant.GetAsync($"v1/grants/{grant}");
        view.Text("status").Should().Be("reauthorizationRequired");
        view.AuthorizationUrl().Should().NotBeEmpty();
        (await tenant.GetProblemAsync($"v1/grants/{grant}/access-token", 409, "reauthorization_required")).AuthorizationUrl().Should().NotBeEmpty();
    }

    [Fact]
    public async Task C5_a_consent_at_another_tenant_during_the_revocation_is_found_dead_too()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var slow = await SlowAsync(person, "delayed");

        var revoking = tenant.Api.DeleteAsync($"v1/grants/{grant}");
        await _world.WaitForAsync(slow);
        var connected = await ReconnectAsync(other, person);
        await _world.Google.MendAsync(slow);
        using var revoked = await revoking;

        await DiesAsync(other, connected);
    }

    [Fact]
    public async Task C5_a_consent_during_an_erasure_is_found_dead_too()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var slow = await SlowAsync(person, "delayed");

        var erasing = tenant.Api.DeleteAsync($"v1/grants/{grant}?erase=true");
        await _world.WaitForAsync(slow);
        var connected = await ReconnectAsync(tenant, person);
        await _world.Google.MendAsync(slow);
        using var erased = await erasing;

        connected.Should().NotBe(grant);
        await DiesAsync(tenant, connected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task C5_tokens_exchanged_before_a_revocation_and_stored_after_it_are_refused(bool atAnotherTenant)
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var person = (await _world.Google.ConsentOfManyAsync(1))[0];
        var grant = (await _world.SendAsync(Store(tenant, person))).Id;
        await tenant.DeleteAsync($"v1/grants/{grant}");

        var storing = () => _world.SendAsync(Store(atAnotherTenant ? other : tenant, person));

        (await storing.Should().ThrowAsync<InvalidOperationException>()).WithMessage(GrantFailures.RevokedMeanwhile.Detail);
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("revoked");
        (await other.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task C5_tokens_that_Google_cannot_confirm_now_are_stored_and_tried_later()
    {
        using var tenant = await _world.ATenantAsync();
        var person = (await _world.Google.ConsentOfManyAsync(1))[0];
        var grant = (await _world.SendAsync(Store(tenant, person))).Id.ToString();
        await tenant.DeleteAsync($"v1/grants/{grant}");
        await _world.Google.BreakAsync(new { endpoint = "token", person = person.Email, grantType = "refresh_token", status = 503, times = 1 });

        await _world.SendAsync(Store(tenant, person));

        await DiesAsync(tenant, grant);
    }

    [Fact]
    public async Task C5_a_consent_after_the_revocation_is_connected()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await tenant.DeleteAsync($"v1/grants/{grant}");

        (await ReconnectAsync(tenant, person)).Should().Be(grant);

        await tenant.PostAsync($"v1/grants/{grant}/refresh");
    }

    /// <summary>With Google's consent page, so that a refresh token comes.</summary>
    private async Task<string> ReconnectAsync(TestTenant tenant, string person)
    {
        var outcome = await tenant.ConsentAsync(person);
        return outcome.TryGetValue("grantId", out var grantId) ? grantId : (await _world.FollowAsync(outcome["authorizationUrl"], person))["grantId"];
    }

    private Task<string> SlowAsync(string person, string ending) => _world.Google.BreakAsync(ending == "delayed"
        ? new { endpoint = "revoke", person, delayMs = 60_000, times = 1, drop = (string?)null }
        : new { endpoint = "revoke", person, delayMs = 60_000, times = 1, drop = (string?)"after" });

    private static Task DiesAsync(TestTenant tenant, string grant) => Eventually.HoldsAsync(
        "the grant is found dead", async () => (await tenant.GetAsync($"v1/grants/{grant}")).Text("status") == "reauthorizationRequired");

    /// <summary>As the use case that exchanges a code ends.</summary>
    private StoreCredentials Store(TestTenant tenant, ConsentedPerson person)
    {
        var scopes = ScopeSet.Parse(person.Scope);
        var now = _world.Clock.GetUtcNow();
        var tokens = new TokenSet(
            new Secret(person.AccessToken), new Secret(person.RefreshToken), now.AddSeconds(person.ExpiresIn), scopes, IdToken: null, RefreshTokenExpiresAt: null);
        var identity = new Identity(new GoogleAccount(person.Sub, person.Email, person.Name), IdentitySource.UserInfo, HostedDomain: null);
        return new StoreCredentials(new Caller(tenant.Id, Actor.User), identity, tokens, scopes, GrantId: null, ReturnUrl: null, TimeSpan.Zero) { ExchangedAt = now };
    }
}
