using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>The sweep that finds failing grants whose reminder was lost.</summary>
public sealed class OverdueRetriesTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();

    [Fact]
    public async Task Failing_grants_of_all_tenants_are_found_by_one_statement_the_longest_overdue_first()
    {
        var (one, other) = (Support.Grants.ATenant(), Support.Grants.ATenant());
        var now = Support.Grants.Now;
        await _store.ConnectAsync(one);
        var late = await AFailingGrantAsync(one, now.AddHours(-1));
        var later = await AFailingGrantAsync(other, now.AddHours(-3));
        var latest = await AFailingGrantAsync(one, now.AddHours(-5));
        await AFailingGrantAsync(other, now);
        var recovered = await AFailingGrantAsync(other, now.AddHours(-2));
        await _store.TryCommitAsync((await _store.HoldAsync(other, recovered)).Refreshed(other), CancellationToken.None);

        IReadOnlyList<(Domain.Tenancy.TenantId, Guid)> found = [];
        var statements = await Statements.OfAsync(async () => found = await _store.ListOverdueRetriesAsync(now, limit: 10, CancellationToken.None));

        found.Should().Equal((one, latest), (other, later), (one, late));
        statements.Should().ContainSingle();
        (await _store.ListOverdueRetriesAsync(now, limit: 2, CancellationToken.None)).Should().Equal((one, latest), (other, later));
    }

    private async Task<Guid> AFailingGrantAsync(Domain.Tenancy.TenantId tenant, DateTimeOffset failedAt)
    {
        var grant = await _store.ConnectAsync(tenant);
        await _store.TryCommitAsync((await _store.HoldAsync(tenant, grant)).Failed(tenant, failedAt), CancellationToken.None);
        return grant;
    }
}
