using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.Infrastructure.Tests.Grants;

public sealed class RefreshLeaseTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();
    private readonly IRefreshLeases _leases = fixture.Platform.Get<IRefreshLeases>();

    [Fact]
    public async Task Of_many_who_want_a_lease_one_gets_it()
    {
        var (tenant, grant) = await AGrantAsync();

        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _leases.TryTakeAsync(tenant, grant, CancellationToken.None)));

        leases.Should().ContainSingle(lease => lease != null);
    }

    [Fact]
    public async Task A_released_lease_can_be_taken_again()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);

        await _leases.ReleaseAsync(lease!, CancellationToken.None);

        (await _leases.TryTakeAsync(tenant, grant, CancellationToken.None)).Should().NotBeNull();
    }

    [Theory]
    [InlineData("infinity")]
    [InlineData("2999-01-01 00:00:00Z")]
    [InlineData("-infinity")]
    public async Task C5_A_lease_longer_than_any_node_takes_stands_in_nobodys_way(string expiresAt)
    {
        var (tenant, grant) = await AGrantAsync();
        await _platform.SqlAsync($"""
            insert into gmailplatform.refresh_lease (tenant_id, grant_id, owner, generation, expires_at)
            values ('{tenant}', '{grant}', gen_random_uuid(), 1, '{expiresAt}') returning 1
            """);

        (await _leases.TryTakeAsync(tenant, grant, CancellationToken.None)).Should().NotBeNull();
        (await _leases.TryTakeAsync(tenant, grant, CancellationToken.None)).Should().BeNull("it is taken now");
    }

    [Fact]
    public async Task A_commit_ends_its_lease()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
        var held = await _store.HoldAsync(tenant, grant);

        (await _store.TryCommitAsync(held.Refreshed(tenant) with { Lease = lease }, CancellationToken.None)).Should().BeTrue();

        lease!.Ended.Should().BeTrue();
        (await RowsAsync(grant)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_refused_commit_leaves_its_lease()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
        var held = await _store.HoldAsync(tenant, grant);
        await _store.TryCommitAsync(held.Refreshed(tenant), CancellationToken.None);

        (await _store.TryCommitAsync(held.Refreshed(tenant) with { Lease = lease }, CancellationToken.None)).Should().BeFalse();

        lease!.Ended.Should().BeFalse();
        (await RowsAsync(grant)).Should().ContainSingle();
    }

    [Fact]
    public async Task Whoever_waits_gets_the_lease_when_it_is_released_and_learns_what_its_holder_started_from()
    {
        var (tenant, grant) = await AGrantAsync();
        var first = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
        var waiting = await WaitForAsync(tenant, grant);

        await _leases.ReleaseAsync(first!, CancellationToken.None);

        var second = await waiting;
        first!.WaitedFor.Should().BeNull();
        second!.WaitedFor.Should().Be(1);
        (await RowsAsync(grant)).Should().Equal(second.Owner.ToString());
    }

    [Fact]
    public async Task Whoever_waits_for_several_learns_what_the_first_of_them_started_from()
    {
        var (tenant, grant) = await AGrantAsync();
        var first = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
        var waiting = await WaitForAsync(tenant, grant);
        await _platform.SqlAsync($"update gmailplatform.refresh_lease set owner = gen_random_uuid(), generation = 2 where grant_id = '{grant}' returning 1");
        await ExpireAsync(grant);

        (await waiting)!.WaitedFor.Should().Be(1);
        (await RowsAsync(grant)).Should().NotContain(first!.Owner.ToString());
    }

    [Fact]
    public async Task Leases_that_are_wanted_at_once_are_each_taken_or_refused_by_themselves()
    {
        var (tenant, taken) = await AGrantAsync();
        var free = new List<(TenantId Tenant, Guid Grant)>();
        for (var grant = 0; grant < 5; grant++)
        {
            free.Add(await AGrantAsync());
        }

        await _leases.TryTakeAsync(tenant, taken, CancellationToken.None);

        var leases = await Task.WhenAll(free.Append((tenant, taken)).Select(grant => _leases.TryTakeAsync(grant.Item1, grant.Item2, CancellationToken.None)));

        leases[..5].Select(lease => lease!.GrantId).Should().Equal(free.Select(grant => grant.Grant));
        leases[5].Should().BeNull();
    }

    [Fact]
    public async Task The_lease_of_a_dead_holder_is_taken_over_and_its_late_release_leaves_the_successors_alone()
    {
        var (tenant, grant) = await AGrantAsync();
        var dead = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
        await ExpireAsync(grant);

        var successor = await _leases.TakeAsync(tenant, grant, CancellationToken.None);
        await _leases.ReleaseAsync(dead!, CancellationToken.None);

        (await RowsAsync(grant)).Should().Equal(successor!.Owner.ToString());
    }

    [Fact]
    public async Task There_is_no_lease_for_a_grant_that_is_not_there_or_another_tenants()
    {
        var (_, grant) = await AGrantAsync();
        var stranger = Support.Grants.ATenant();

        (await _leases.TakeAsync(stranger, grant, CancellationToken.None)).Should().BeNull();
        (await _leases.TakeAsync(stranger, Guid.NewGuid(), CancellationToken.None)).Should().BeNull();
        (await RowsAsync(grant)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_waiter_who_goes_away_stops_waiting()
    {
        var (tenant, grant) = await AGrantAsync();
        await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var waiting = _leases.TakeAsync(tenant, grant, gone.Token);

        await gone.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task The_purge_deletes_what_the_dead_left_and_nothing_else()
    {
        var ((deadTenant, dead), (livingTenant, living)) = (await AGrantAsync(), await AGrantAsync());
        await _leases.TryTakeAsync(deadTenant, dead, CancellationToken.None);
        await _leases.TryTakeAsync(livingTenant, living, CancellationToken.None);
        await ExpireAsync(dead);

        (await _leases.PurgeAsync(CancellationToken.None)).Should().BePositive();

        (await RowsAsync(dead)).Should().BeEmpty();
        (await RowsAsync(living)).Should().ContainSingle();
    }

    /// <summary>Answers once the lease was asked for and refused.</summary>
    private async Task<Task<RefreshLease?>> WaitForAsync(TenantId tenant, Guid grant)
    {
        var before = await TouchedAsync();
        var waiting = _leases.TakeAsync(tenant, grant, CancellationToken.None);
        await Eventually.HoldsAsync("the lease is refused", async () => await TouchedAsync() != before);
        return waiting;

        // Who is refused writes the row as it is.
        async Task<string> TouchedAsync() => (await _platform.SqlAsync($"select xmin from gmailplatform.refresh_lease where grant_id = '{grant}'")).Single();
    }

    private async Task<(TenantId Tenant, Guid Grant)> AGrantAsync()
    {
        var tenant = Support.Grants.ATenant();
        return (tenant, await _store.ConnectAsync(tenant));
    }

    private Task<IReadOnlyList<string>> RowsAsync(Guid grant) => _platform.SqlAsync($"select owner from gmailplatform.refresh_lease where grant_id = '{grant}'");

    private Task<IReadOnlyList<string>> ExpireAsync(Guid grant) => _platform.SqlAsync($"update gmailplatform.refresh_lease set expires_at = now() where grant_id = '{grant}' returning 1");
}
