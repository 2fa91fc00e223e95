using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.Infrastructure.Tests.Support;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Store;

/// <summary>What a commit tells the other nodes, heard as they hear it.</summary>
public sealed class ChangeNoticesTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _grants = fixture.Platform.Get<IGrantStore>();

    [Fact]
    public async Task A_routine_refresh_tells_nobody_and_a_forced_one_names_the_grant()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _grants.ConnectAsync(tenant);

        (await HeardAsync(async () => await CommitAsync((await _grants.HoldAsync(tenant, grant)).Refreshed(tenant) with { Routine = true }))).Should().BeEmpty();
        (await HeardAsync(async () => await CommitAsync((await _grants.HoldAsync(tenant, grant)).Refreshed(tenant)))).Should().Equal($"grant:{grant}");
    }

    [Fact]
    public async Task A_first_consent_and_a_failed_refresh_tell_nobody()
    {
        var tenant = Support.Grants.ATenant();
        Guid grant = default;

        (await HeardAsync(async () => grant = await _grants.ConnectAsync(tenant))).Should().BeEmpty();
        (await HeardAsync(async () => await CommitAsync((await _grants.HoldAsync(tenant, grant)).Failed(tenant, Support.Grants.Now)))).Should().BeEmpty();
    }

    [Fact]
    public async Task A_commit_that_is_refused_tells_nobody()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _grants.ConnectAsync(tenant);
        var (first, late) = (await _grants.HoldAsync(tenant, grant), await _grants.HoldAsync(tenant, grant));
        await CommitAsync(first.Refreshed(tenant));

        (await HeardAsync(async () => (await _grants.TryCommitAsync(late.Refreshed(tenant), CancellationToken.None)).Should().BeFalse())).Should().BeEmpty();
    }

    [Fact]
    public async Task A_saved_key_and_a_saved_tenant_are_told()
    {
        var (tenants, keys) = (_platform.Get<ITenantStore>(), _platform.Get<IApiKeyStore>());
        var tenant = Tenant.Create(Support.Grants.ATenant(), "Acme", [], googleClientId: null, Support.Grants.Now);
        var (key, _) = ApiKey.Create(tenant.TenantId, "backend", [Permission.TokensRead], expiresAt: null, Support.Grants.Now);
        await tenants.AddAsync(tenant, googleClientSecret: null, CancellationToken.None);

        (await HeardAsync(() => keys.TrySaveAsync(key, CancellationToken.None))).Should().Equal($"api_key:{key.Id}");
        (await HeardAsync(() => tenants.TrySaveAsync(tenant.Suspend(Support.Grants.Now), secrets: null, CancellationToken.None))).Should().Equal($"tenant:{tenant.Id}");
        (await keys.FindOwnedAsync(key.Id, CancellationToken.None)).Should().BeEquivalentTo(new { TenantIsSuspended = true, Key = new { key.Id } });
    }

    [Fact]
    public async Task A_first_hand_out_costs_one_statement_for_the_key_and_one_for_the_token()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _grants.ConnectAsync(tenant);

        var token = await Statements.OfAsync(async () =>
            (await _grants.FindAccessTokenAsync(tenant, grant, CancellationToken.None))!.Value.Reveal().Should().Be("ya29.access-1"));
        var key = await Statements.OfAsync(() => _platform.Get<IApiKeyStore>().FindOwnedAsync("0123456789abcdef", CancellationToken.None));

        token.Should().ContainSingle();
        key.Should().ContainSingle();
        (await _grants.FindAccessTokenAsync(Support.Grants.ATenant(), grant, CancellationToken.None)).Should().BeNull("it is another tenant's");
    }

    private async Task CommitAsync(GrantChange change) => (await _grants.TryCommitAsync(change, CancellationToken.None)).Should().BeTrue();

    /// <summary>What a listener has heard when the work is done and a round trip after it has ended.</summary>
    private async Task<IReadOnlyList<string>> HeardAsync(Func<Task> work)
    {
        var heard = new List<string>();
        await using var connection = await _platform.Get<ListenerConnection>().OpenAsync(CancellationToken.None);
        connection.Notification += (_, notice) => heard.Add(notice.Payload);
        await using var listen = new NpgsqlCommand($"listen {ChangeNotices.Channel}", connection);
        await listen.ExecuteNonQueryAsync();
        await work();
        await using var roundTrip = new NpgsqlCommand("select 1", connection);
        await roundTrip.ExecuteNonQueryAsync();
        return heard;
    }
}
