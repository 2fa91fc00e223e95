using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>Tokens that waited out an outage are stored after those of a later exchange: the order of the exchanges counts, not that of the commits.</summary>
public sealed class ExchangeOrderTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task O2_An_older_exchange_that_is_stored_later_replaces_nothing_and_is_connected()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer) = (await _world.TokensAsync(person), await _world.TokensAsync(person, SandboxTokens.ReadonlyAndSend));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 1)).Id;

        var late = await StoreAsync(tenant, person, older, minutesAgo: 30);

        late.Should().BeEquivalentTo(new { Id = grant, Created = false });
        late.Scopes.Should().Contain(ScopeSet.GmailSend);
        await HasAsync(tenant, grant, newer.AccessToken.Reveal(), newer.RefreshToken!.Reveal());
        (await tenant.GetAsync($"v1/grants/{grant}")).GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).Should().Contain(ScopeSet.GmailSend);
    }

    [Fact]
    public async Task O2_The_refresh_token_of_an_older_exchange_is_kept_where_the_newer_brought_none()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (first, older, newer) = (await _world.TokensAsync(person), await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, first, minutesAgo: 50)).Id;
        await StoreAsync(tenant, person, newer with { RefreshToken = null }, minutesAgo: 1);
        await HasAsync(tenant, grant, newer.AccessToken.Reveal(), first.RefreshToken!.Reveal());

        await StoreAsync(tenant, person, older, minutesAgo: 30);

        await HasAsync(tenant, grant, newer.AccessToken.Reveal(), older.RefreshToken!.Reveal());
        await tenant.PostAsync($"v1/grants/{grant}/refresh");
    }

    [Fact]
    public async Task O2_A_refresh_token_older_than_the_stored_one_is_not_taken_although_the_newest_exchange_brought_none()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer, newest) = (await _world.TokensAsync(person), await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 20)).Id;
        await StoreAsync(tenant, person, newest with { RefreshToken = null }, minutesAgo: 1);

        await StoreAsync(tenant, person, older, minutesAgo: 30);

        await HasAsync(tenant, grant, newest.AccessToken.Reveal(), newer.RefreshToken!.Reveal());
    }

    [Fact]
    public async Task O2_An_older_exchange_without_a_refresh_token_changes_no_token()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer) = (await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 1)).Id;

        await StoreAsync(tenant, person, older with { RefreshToken = null }, minutesAgo: 30);

        await HasAsync(tenant, grant, newer.AccessToken.Reveal(), newer.RefreshToken!.Reveal());
    }

    [Fact]
    public async Task O2_What_only_the_older_exchange_granted_is_named_as_missing()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer) = (await _world.TokensAsync(person, SandboxTokens.ReadonlyAndSend), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 1)).Id;

        var late = await StoreAsync(tenant, person, older, minutesAgo: 30);

        late.MissingScopes.Should().Equal(ScopeSet.GmailSend);
        (await tenant.GetAsync($"v1/grants/{grant}")).GetProperty("missingScopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal(ScopeSet.GmailSend);
    }

    [Fact]
    public async Task O2_An_older_exchange_that_Google_still_honours_revives_a_grant_whose_newer_tokens_it_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer) = (await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 1)).Id;
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 400, body = new { error = "invalid_grant" }, times = 1 });
        await tenant.PostProblemAsync($"v1/grants/{grant}/refresh", new { }, 409, "reauthorization_required");

        await StoreAsync(tenant, person, older, minutesAgo: 30);

        await HasAsync(tenant, grant, older.AccessToken.Reveal(), older.RefreshToken!.Reveal());
    }

    [Fact]
    public async Task O2_An_older_exchange_that_Google_refuses_as_well_is_not_called_connected()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer) = (await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 1)).Id;
        await _world.Google.DoAsync(person, "revoke");
        await tenant.PostProblemAsync($"v1/grants/{grant}/refresh", new { }, 409, "reauthorization_required");

        var storing = () => StoreAsync(tenant, person, older, minutesAgo: 30);

        (await storing.Should().ThrowAsync<InvalidOperationException>()).WithMessage(GrantFailures.RevokedMeanwhile.Detail);
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("reauthorizationRequired");
    }

    [Fact]
    public async Task O2_Tokens_whose_exchange_is_not_known_are_replaced_as_ever()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (unknown, next) = (await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await _world.SendAsync(tenant.Store(person, unknown, exchangedAt: null))).Id;

        await StoreAsync(tenant, person, next, minutesAgo: 30);

        await HasAsync(tenant, grant, next.AccessToken.Reveal(), next.RefreshToken!.Reveal());
    }

    [Fact]
    public async Task O2_The_history_tells_of_both_exchanges_and_when_they_began()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var (older, newer) = (await _world.TokensAsync(person), await _world.TokensAsync(person));
        var grant = (await StoreAsync(tenant, person, newer, minutesAgo: 1)).Id;

        await StoreAsync(tenant, person, older, minutesAgo: 30);

        var history = await tenant.GetAsync($"v1/grants/{grant}/history?pageSize=500");
        history.GetProperty("events").EnumerateArray().Where(e => e.Text("type") == "code_exchanged")
            .Select(e => e.GetProperty("data").GetProperty("exchangedAt").GetDateTimeOffset())
            .Should().Equal(_world.Clock.GetUtcNow().AddMinutes(-1), _world.Clock.GetUtcNow().AddMinutes(-30));
    }

    private Task<ConnectedGrant> StoreAsync(TestTenant tenant, string person, TokenSet tokens, int minutesAgo) =>
        _world.SendAsync(tenant.Store(person, tokens, _world.Clock.GetUtcNow().AddMinutes(-minutesAgo)));

    private async Task HasAsync(TestTenant tenant, Guid grant, string accessToken, string refreshToken)
    {
        var stored = (await _world.Services.GetRequiredService<IGrantStore>().HoldAsync(tenant.Id, grant, CancellationToken.None))!.Tokens!;
        stored.AccessToken!.Reveal().Should().Be(accessToken);
        stored.RefreshToken.Reveal().Should().Be(refreshToken);
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().Be(accessToken);
    }
}
