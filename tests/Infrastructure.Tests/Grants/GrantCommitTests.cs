using System.Diagnostics;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>Refreshes and consents that meet are written together, and nobody can tell but by the cost.</summary>
public sealed class GrantCommitTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private const int Many = 20;

    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();
    private readonly IRefreshLeases _leases = fixture.Platform.Get<IRefreshLeases>();

    [Fact]
    public async Task Refreshes_that_meet_share_transactions_and_each_ends_its_own_lease()
    {
        var refreshes = await RefreshesAsync();

        (await CommitAllAsync(refreshes)).Should().AllBeEquivalentTo(true);

        refreshes.Should().OnlyContain(refresh => refresh.Lease!.Ended);
        var grants = string.Join(", ", refreshes.Select(refresh => $"'{refresh.After.Id}'"));
        (await _platform.SqlAsync($"select distinct xmin from gmailplatform.mt_streams where id in ({grants})")).Count.Should().BeLessThan(Many);
        (await _platform.SqlAsync($"select 1 from gmailplatform.refresh_lease where grant_id in ({grants})")).Should().BeEmpty();
    }

    [Fact]
    public async Task First_consents_that_meet_share_transactions_and_one_of_an_account_that_is_taken_is_refused_alone()
    {
        var tenant = Support.Grants.ATenant();
        var consents = Enumerable.Range(0, Many).Select(_ => Support.Grants.Connection(tenant)).ToList();
        consents.Add(Support.Grants.Connection(tenant, subject: consents[0].Account!.Subject));

        var written = await Task.WhenAll(consents.Select(consent => _store.TryCommitAsync(consent, CancellationToken.None)));

        written.Should().ContainSingle(stored => !stored);
        var first = Enumerable.Range(0, Many).Select(_ => Support.Grants.Connection(tenant)).ToList();
        (await CommitAllAsync(first)).Should().AllBeEquivalentTo(true);
        var grants = string.Join(", ", first.Select(consent => $"'{consent.After.Id}'"));
        (await _platform.SqlAsync($"select distinct xmin from gmailplatform.mt_streams where id in ({grants})")).Count.Should().BeLessThan(Many);
    }

    [Fact]
    public async Task One_that_was_overtaken_is_refused_and_the_others_are_written()
    {
        var refreshes = await RefreshesAsync();
        var overtaken = refreshes[Many / 2];
        var held = await _store.HoldAsync(overtaken.Tenant, overtaken.After.Id);
        (await _store.TryCommitAsync(held.Refreshed(overtaken.Tenant), CancellationToken.None)).Should().BeTrue();

        var written = await CommitAllAsync(refreshes);

        written.Should().Equal(refreshes.Select(refresh => refresh != overtaken));
        foreach (var refresh in refreshes)
        {
            (await _store.HoldAsync(refresh.Tenant, refresh.After.Id)).Grant.Generation.Should().Be(2);
        }
    }

    [Fact]
    public async Task One_that_cannot_be_written_fails_by_itself()
    {
        var refreshes = await RefreshesAsync();
        var broken = refreshes[Many / 2] with { Key = null };

        var commits = refreshes.Select(refresh => refresh.After.Id == broken.After.Id ? broken : refresh)
            .Select(refresh => _store.TryCommitAsync(refresh, CancellationToken.None)).ToList();

        await FluentActions.Awaiting(() => commits[Many / 2]).Should().ThrowAsync<ArgumentException>();
        commits.RemoveAt(Many / 2);
        (await Task.WhenAll(commits)).Should().AllBeEquivalentTo(true);
    }

    [Fact]
    public async Task Each_event_names_its_own_actor_and_trace()
    {
        using var one = new Activity("one").SetIdFormat(ActivityIdFormat.W3C).Start();
        var commits = new List<Task<bool>>();
        var traces = new Dictionary<Guid, (string Actor, string TraceId)>();
        foreach (var refresh in await RefreshesAsync())
        {
            using var own = new Activity("own").SetIdFormat(ActivityIdFormat.W3C).SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()).Start();
            var actor = new Actor($"test {commits.Count}");
            commits.Add(_store.TryCommitAsync(refresh with { Actor = actor }, CancellationToken.None));
            traces[refresh.After.Id] = (actor.Name, own.TraceId.ToString());
        }

        await Task.WhenAll(commits);

        foreach (var (grantId, (actor, traceId)) in traces)
        {
            (await _platform.SqlAsync($"select user_name || '/' || correlation_id from gmailplatform.mt_events where stream_id = '{grantId}' and version = 4"))
                .Should().Equal($"{actor}/{traceId}");
        }
    }

    private async Task<List<GrantChange>> RefreshesAsync()
    {
        var refreshes = new List<GrantChange>();
        for (var number = 0; number < Many; number++)
        {
            // Each of a tenant of its own: a batch may hold several tenants' grants.
            var tenant = Support.Grants.ATenant();
            var grant = await _store.ConnectAsync(tenant);
            var lease = await _leases.TryTakeAsync(tenant, grant, CancellationToken.None);
            refreshes.Add((await _store.HoldAsync(tenant, grant)).Refreshed(tenant) with { Lease = lease });
        }

        return refreshes;
    }

    private Task<bool[]> CommitAllAsync(IEnumerable<GrantChange> changes) =>
        Task.WhenAll(changes.Select(change => _store.TryCommitAsync(change, CancellationToken.None)));
}
