using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>Ends and exchanges whose order a moving clock shows: each acknowledged end counts, also a repeated one, and an exchange counts as of its own time.</summary>
public sealed class RepeatedEndTests : IAsyncLifetime
{
    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(builder => builder.Configuration["Jobs:Run"] = "false");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("", "", false, 1)]
    [InlineData("", "", true, 1)]
    [InlineData("", "", false, 3000)]
    [InlineData("", "?erase=true", false, 1)]
    [InlineData("?erase=true", "?erase=true", false, 1)]
    [InlineData("?erase=true", "?erase=true", true, 1)]
    [InlineData("?erase=true", "?erase=true", false, 50)]
    public async Task O2_Tokens_of_an_exchange_that_began_between_two_ends_are_dropped(string first, string second, bool googleIsAway, int minutesBetween)
    {
        using var tenant = await _world.ATenantAsync();
        var (person, grant) = await ConnectedAsync(tenant);
        await EndAsync(tenant, grant, first, googleIsAway ? person : null);
        _world.Clock.Advance(TimeSpan.FromMinutes(minutesBetween));
        var waiting = tenant.Store(person, await _world.TokensAsync(person), _world.Clock.GetUtcNow());
        _world.Clock.Advance(TimeSpan.FromSeconds(1));

        await EndAsync(tenant, grant, second, googleIsAway ? person : null);

        _world.Clock.Advance(TimeSpan.FromMinutes(30));
        await ShouldBeDroppedAsync(waiting);
        await HasNoUsableGrantAsync(tenant);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?erase=true")]
    public async Task O2_An_end_that_is_repeated_while_Google_tries_the_new_tokens_counts(string how)
    {
        using var tenant = await _world.ATenantAsync();
        var (person, grant) = await ConnectedAsync(tenant);
        await EndAsync(tenant, grant, how, googleIsAwayFor: person);
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        var waiting = tenant.Store(person, await _world.TokensAsync(person), _world.Clock.GetUtcNow());
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        var slow = await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", delayMs = 60_000, times = 1 });
        var storing = _world.SendAsync(waiting);
        await _world.WaitForAsync(slow);

        await EndAsync(tenant, grant, how, googleIsAwayFor: person);

        await _world.Google.MendAsync(slow);
        (await FluentActions.Awaiting(() => storing).Should().ThrowAsync<InvalidOperationException>()).WithMessage(GrantFailures.RevokedMeanwhile.Detail);
        await HasNoUsableGrantAsync(tenant);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?erase=true")]
    public async Task O2_A_consent_after_the_last_of_several_ends_connects(string how)
    {
        using var tenant = await _world.ATenantAsync();
        var (person, grant) = await ConnectedAsync(tenant);
        await EndAsync(tenant, grant, how);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await EndAsync(tenant, grant, how);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));

        var connected = await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), _world.Clock.GetUtcNow()));

        (await tenant.GetAsync($"v1/grants/{connected.Id}")).Text("status").Should().Be("active");
        await tenant.PostAsync($"v1/grants/{connected.Id}/refresh");
    }

    [Theory]
    [InlineData("", "grant_revoked")]
    [InlineData("?erase=true", "grant_erased")]
    public async Task O2_Repeated_ends_grow_neither_the_history_nor_the_marks(string how, string fact)
    {
        using var tenant = await _world.ATenantAsync();
        var (_, grant) = await ConnectedAsync(tenant);
        for (var i = 0; i < 5; i++)
        {
            await EndAsync(tenant, grant, how);
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await tenant.HistoryAsync($"{grant}")).Should().ContainSingle(type => type == fact).And.ContainSingle(type => type == "revocation_confirmed");
        (await Rows.ReadAsync(_world.Settings.Postgres))["gmailplatform.recent_erasure"].Should().ContainSingle();
    }

    [Theory]
    [InlineData(-60, "revocation_confirmed")]
    [InlineData(60, "revocation_abandoned")]
    public async Task O2_Google_is_told_of_a_revocation_unless_another_tenants_exchange_began_after_it(int secondsAfter, string outcome)
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var (person, grant) = await ConnectedAsync(tenant);
        var waiting = await _world.TokensAsync(person);
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        var ended = _world.Clock.GetUtcNow();
        await EndAsync(tenant, grant, how: "", googleIsAwayFor: person);
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        await _world.SendAsync(other.Store(person, waiting, ended.AddSeconds(secondsAfter)));

        (await _world.SendAsync(new ConfirmRevocation(new Caller(tenant.Id, Actor.Job("test")), grant))).IsConfirmed.Should().BeTrue();

        (await tenant.HistoryAsync($"{grant}")).Should().EndWith(outcome);
        (await _world.Google.CallsAsync("revoke", person)).Should().Be(outcome == "revocation_confirmed" ? 2 : 1);
    }

    private async Task<(string Person, Guid Grant)> ConnectedAsync(TestTenant tenant)
    {
        var person = await _world.Google.APersonAsync();
        return (person, (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), _world.Clock.GetUtcNow()))).Id);
    }

    /// <summary>Acknowledged, whether or not Google could be told.</summary>
    private async Task EndAsync(TestTenant tenant, Guid grant, string how, string? googleIsAwayFor = null)
    {
        if (googleIsAwayFor is { } person)
        {
            await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503, times = 1 });
        }

        using var response = await tenant.Api.DeleteAsync($"v1/grants/{grant}{how}");
        response.IsSuccessStatusCode.Should().BeTrue();
    }

    private async Task ShouldBeDroppedAsync(StoreCredentials store) =>
        (await FluentActions.Awaiting(() => _world.SendAsync(store)).Should().ThrowAsync<InvalidOperationException>()).WithMessage(GrantFailures.RevokedMeanwhile.Detail);

    private static async Task HasNoUsableGrantAsync(TestTenant tenant) =>
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Select(grant => grant.Text("status")).Should().NotContain("active");
}
