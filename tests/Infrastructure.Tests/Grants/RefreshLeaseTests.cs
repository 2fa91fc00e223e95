using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;

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
        var waiting = _leases.TakeAsync(tenant, grant, CancellationToken.None);
        waiting.IsCompleted.Should().BeFalse();

        await _leases.ReleaseAsync(first!, CancellationToken.None);

        var second = await waiting;
        first!.WaitedFor.Should().BeNull();
        second!.WaitedFor.Should().Be(1);
        (await RowsAsync(grant)).Should().Equal(second.Owner.ToString());
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

    private async Task<(TenantId Tenant, Guid Grant)> AGrantAsync()
    {
        var tenant = Support.Grants.ATenant();
        return (tenant, await _store.ConnectAsync(tenant));
    }

    private Task<IReadOnlyList<string>> RowsAsync(Guid grant) => _platform.SqlAsync($"select owner from gmailplatform.refresh_lease where grant_id = '{grant}'");

    private Task<IReadOnlyList<string>> ExpireAsync(Guid grant) => _platform.SqlAsync($"update gmailplatform.refresh_lease set expires_at = now() where grant_id = '{grant}' returning 1");
}
