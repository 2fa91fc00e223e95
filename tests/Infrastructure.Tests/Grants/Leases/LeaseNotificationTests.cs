using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Grants.Leases;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Grants.Leases;

/// <summary>Whoever waits for another node's refresh is woken by its end, and looks by itself only where no notification comes.</summary>
public sealed class LeaseNotificationTests : IClassFixture<PlatformFixture>, IAsyncLifetime
{
    private readonly Platform _platform;
    private readonly IGrantStore _store;
    private readonly IRefreshLeases _holder;
    private readonly ChangeFeed _feed = new(TimeProvider.System);
    private readonly LeaseReleases _released;
    private readonly ChangeListener _listener;

    /// <summary>Never moves unless a test moves it: no look comes due.</summary>
    private readonly FakeTimeProvider _pollTime = new();

    private readonly PostgresRefreshLeases _waiter;

    public LeaseNotificationTests(PlatformFixture fixture)
    {
        _platform = fixture.Platform;
        (_store, _holder) = (_platform.Get<IGrantStore>(), _platform.Get<IRefreshLeases>());
        _released = new LeaseReleases(_feed);
        _listener = new ChangeListener(_platform.Get<ListenerConnection>(), _feed, NullLogger<ChangeListener>.Instance);
        _waiter = new PostgresRefreshLeases(_platform.Get<NpgsqlDataSource>(), _released, _platform.Get<IOptions<GoogleOptions>>()) { PollTime = _pollTime };
    }

    public async ValueTask InitializeAsync()
    {
        await _listener.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync("releases are heard of", () => Task.FromResult(_feed.IsCurrent));
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(CancellationToken.None);
        _listener.Dispose();
    }

    [Fact]
    public async Task Waiters_are_woken_by_a_release_without_a_look()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _holder.TryTakeAsync(tenant, grant, CancellationToken.None);
        var waiting = await WaitForAsync(tenant, grant);

        await _holder.ReleaseAsync(lease!, CancellationToken.None);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Should().NotBeNull();
    }

    [Fact]
    public async Task Waiters_are_woken_by_the_commit_that_ends_a_lease_without_a_look()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _holder.TryTakeAsync(tenant, grant, CancellationToken.None);
        var held = await _store.HoldAsync(tenant, grant);
        var waiting = await WaitForAsync(tenant, grant);

        (await _store.TryCommitAsync(held.Refreshed(tenant) with { Lease = lease }, CancellationToken.None)).Should().BeTrue();

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30)))!.WaitedFor.Should().Be(1);
    }

    [Fact]
    public async Task Waiters_who_are_not_notified_look_by_themselves()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _holder.TryTakeAsync(tenant, grant, CancellationToken.None);
        await _listener.StopAsync(CancellationToken.None);
        var waiting = await WaitForAsync(tenant, grant);
        await _holder.ReleaseAsync(lease!, CancellationToken.None);

        await Eventually.HoldsAsync("the waiter has the lease", () =>
        {
            _pollTime.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(waiting.IsCompletedSuccessfully);
        });

        (await waiting).Should().NotBeNull();
    }

    [Fact]
    public async Task Many_waiters_on_one_node_all_get_their_turn_by_notifications_alone()
    {
        var (tenant, grant) = await AGrantAsync();
        var lease = await _holder.TryTakeAsync(tenant, grant, CancellationToken.None);
        var waiting = Enumerable.Range(0, 20).Select(async _ =>
        {
            var own = await _waiter.TakeAsync(tenant, grant, CancellationToken.None) ?? throw new TimeoutException("No turn came.");
            await _waiter.ReleaseAsync(own, CancellationToken.None);
        }).ToList();
        await AwaitedAsync(grant);

        await _holder.ReleaseAsync(lease!, CancellationToken.None);

        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_waiter_who_was_refused_by_an_earlier_lease_hears_of_the_end_of_the_one_that_it_finds()
    {
        var (tenant, grant) = await AGrantAsync();
        var first = await _holder.TryTakeAsync(tenant, grant, CancellationToken.None);
        var waiting = await WaitForAsync(tenant, grant);
        await _platform.SqlAsync($"update gmailplatform.refresh_lease set awaited = false where grant_id = '{grant}'");

        await Eventually.HoldsAsync("the lease is marked", async () =>
        {
            _pollTime.Advance(TimeSpan.FromSeconds(1));
            return await IsAwaitedAsync(grant);
        });
        await _holder.ReleaseAsync(first!, CancellationToken.None);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Should().NotBeNull();
    }

    [Fact]
    public async Task A_refresh_that_nobody_waits_for_notifies_nobody()
    {
        var (tenant, quiet) = await AGrantAsync();
        var (_, awaited) = await AGrantAsync();
        var heard = new List<string>();
        _feed.Subscribe(Change.RefreshLeaseTopic, heard.Add);

        var lease = await _holder.TryTakeAsync(tenant, quiet, CancellationToken.None);
        await _holder.ReleaseAsync(lease!, CancellationToken.None);
        await _platform.SqlAsync($"select 1 from pg_notify('{ChangeNotices.LeaseChannel}', '{Change.RefreshLeaseTopic}:{awaited}')");

        await Eventually.HoldsAsync("a later notification came", () => Task.FromResult(heard.Contains(awaited.ToString())));
        heard.Should().NotContain(quiet.ToString());
    }

    /// <summary>Answers once the lease was asked for, refused and looked at.</summary>
    private async Task<Task<RefreshLease?>> WaitForAsync(TenantId tenant, Guid grant)
    {
        var waiting = _waiter.TakeAsync(tenant, grant, CancellationToken.None);
        await AwaitedAsync(grant);
        return waiting;
    }

    private Task AwaitedAsync(Guid grant) => Eventually.HoldsAsync("the lease is awaited", () => IsAwaitedAsync(grant));

    private async Task<bool> IsAwaitedAsync(Guid grant) =>
        (await _platform.SqlAsync($"select awaited from gmailplatform.refresh_lease where grant_id = '{grant}'")) is ["True"];

    private async Task<(TenantId Tenant, Guid Grant)> AGrantAsync()
    {
        var tenant = Support.Grants.ATenant();
        return (tenant, await _store.ConnectAsync(tenant));
    }
}
