using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>Whoever ends a grant, or suspends a tenant, while tokens wait for their commit has the last word.</summary>
public sealed class EndedWhileWaitingTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    private DateTimeOffset Before => _world.Clock.GetUtcNow().AddMinutes(-10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task O2_Tokens_that_waited_while_their_person_was_erased_connect_nothing(bool renewing)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), Before))).Id;
        var waiting = await _world.TokensAsync(person);
        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        await ShouldBeDroppedAsync(tenant.Store(person, waiting, Before) with { GrantId = renewing ? grant : null });

        await HasNoUsableGrantAsync(tenant);
    }

    [Fact]
    public async Task O2_Tokens_of_an_erased_person_are_dropped_although_Google_was_not_told_yet()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), Before))).Id;
        var waiting = await _world.TokensAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true", expectedStatus: 202);

        await ShouldBeDroppedAsync(tenant.Store(person, waiting, Before));
    }

    [Fact]
    public async Task O2_Tokens_that_waited_while_their_grant_was_revoked_are_dropped_although_Google_was_not_told_yet()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), Before))).Id;
        var waiting = await _world.TokensAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{grant}", expectedStatus: 202);

        await ShouldBeDroppedAsync(tenant.Store(person, waiting, Before));

        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("revoked");
    }

    [Fact]
    public async Task O2_A_late_commit_of_tokens_that_were_stored_and_revoked_since_is_not_called_connected()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var store = tenant.Store(person, await _world.TokensAsync(person), Before);
        var grant = (await _world.SendAsync(store)).Id;
        await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{grant}", expectedStatus: 202);

        await ShouldBeDroppedAsync(store);
    }

    [Fact]
    public async Task O2_An_erasure_at_another_tenant_of_the_project_is_asked_of_Google()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), Before))).Id;
        var waiting = await _world.TokensAsync(person);
        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        await ShouldBeDroppedAsync(other.Store(person, waiting, Before));

        await HasNoUsableGrantAsync(other);
    }

    [Theory]
    [InlineData("?erase=true")]
    [InlineData("")]
    public async Task O2_A_consent_after_the_end_connects_and_older_tokens_change_nothing_of_it(string how)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), Before))).Id;
        var waiting = await _world.TokensAsync(person);
        await tenant.DeleteAsync($"v1/grants/{grant}{how}");

        var again = await _world.TokensAsync(person);
        var connected = await _world.SendAsync(tenant.Store(person, again, _world.Clock.GetUtcNow()));
        var late = await _world.SendAsync(tenant.Store(person, waiting, Before));

        late.Id.Should().Be(connected.Id);
        (connected.Id == grant).Should().Be(how == "", "an erased person gets a new grant");
        (await tenant.GetAsync($"v1/grants/{connected.Id}/access-token")).Text("accessToken").Should().Be(again.AccessToken.Reveal());
        await tenant.PostAsync($"v1/grants/{connected.Id}/refresh");
    }

    [Fact]
    public async Task O2_Another_person_of_the_tenant_is_not_touched_by_an_erasure()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, neighbour) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), Before))).Id;
        var waiting = await _world.TokensAsync(neighbour);
        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        await _world.SendAsync(tenant.Store(neighbour, waiting, Before));
    }

    [Fact]
    public async Task O2_Tokens_that_waited_while_their_tenant_was_suspended_are_not_stored_and_the_failure_says_so()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var waiting = await _world.TokensAsync(person);
        await _world.SendAsync(new SuspendTenant(tenant.Id));

        var storing = () => _world.SendAsync(tenant.Store(person, waiting, Before));

        (await storing.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*suspended*not stored*");
    }

    private async Task ShouldBeDroppedAsync(StoreCredentials store)
    {
        var storing = () => _world.SendAsync(store);

        (await storing.Should().ThrowAsync<InvalidOperationException>()).WithMessage(GrantFailures.RevokedMeanwhile.Detail);
    }

    private static async Task HasNoUsableGrantAsync(TestTenant tenant) =>
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Select(grant => grant.Text("status")).Should().NotContain("active");
}
