using GmailPlatform.Application.Console;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Console;

public sealed class GrantFiguresTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly IGrantFigures _figures = fixture.Platform.Get<IGrantFigures>();
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();

    [Fact]
    public async Task They_count_the_grants_of_all_tenants_and_the_outcome_of_refreshes()
    {
        var (one, other) = (Support.Grants.ATenant(), Support.Grants.ATenant());
        await _store.ConnectAsync(one);
        var refreshed = await _store.ConnectAsync(one);
        await CommitAsync((await _store.HoldAsync(one, refreshed)).Refreshed(one));
        var failing = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            var grant = await _store.ConnectAsync(other);
            await CommitAsync((await _store.HoldAsync(other, grant)).Failed(other, Support.Grants.Now.AddMinutes(-i)));
            failing.Insert(0, grant);
        }

        var counts = await _figures.CountByStatusAsync(CancellationToken.None);
        var refreshes = await _figures.ListRefreshesAsync(spans: 10, CancellationToken.None);
        var soon = await _figures.CountExpiringAsync(Support.Grants.Now.AddDays(1), Support.Grants.Now, CancellationToken.None);
        var later = await _figures.CountExpiringAsync(Support.Grants.Now.AddDays(-1), Support.Grants.Now, CancellationToken.None);

        counts.Select(count => (count.Status, count.Count, count.IsEstimate)).Should().Equal(
            (GrantStatus.Active, 2, false),
            (GrantStatus.RefreshFailing, 2, false),
            (GrantStatus.ReauthorizationRequired, 0, false),
            (GrantStatus.Revoked, 0, false),
            (GrantStatus.Erased, 0, false));
        (await _figures.ListFailingAsync(limit: 5, CancellationToken.None)).Select(grant => grant.Id).Should().Equal(failing);
        (refreshes.Sum(span => span.Succeeded), refreshes.Sum(span => span.Failed)).Should().Be((1, 2));
        refreshes.Should().BeInAscendingOrder(span => span.From);
        (soon.Count, later.Count).Should().Be((2, 0));
    }

    private async Task CommitAsync(GrantChange change) => (await _store.TryCommitAsync(change, CancellationToken.None)).Should().BeTrue();
}
