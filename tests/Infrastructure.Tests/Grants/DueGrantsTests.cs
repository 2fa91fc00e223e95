using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>How background work finds the grants that it has to look at.</summary>
public sealed class DueGrantsTests(PlatformFixture fixture, Databases databases) : IClassFixture<PlatformFixture>
{
    private static readonly DateTimeOffset Expiry = Support.Grants.Now.AddHours(1);

    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();

    [Fact]
    public async Task Grants_of_all_tenants_are_found_by_the_span_in_which_their_token_runs_out()
    {
        var (first, second) = (Support.Grants.ATenant(), Support.Grants.ATenant());
        var grants = new[] { (first, await _store.ConnectAsync(first)), (second, await _store.ConnectAsync(second)) };

        (await DueAsync(Expiry, Expiry.AddTicks(10))).Should().Contain(grants);
        (await DueAsync(Expiry.AddTicks(10), Expiry.AddDays(1))).Should().NotContain(grants);
        (await DueAsync(Expiry.AddDays(-1), Expiry)).Should().NotContain(grants);
    }

    [Fact]
    public async Task Grants_that_fail_or_ended_are_left_to_others()
    {
        var tenant = Support.Grants.ATenant();
        var failing = await _store.ConnectAsync(tenant);
        await _store.TryCommitAsync((await _store.HoldAsync(tenant, failing)).Failed(tenant, Support.Grants.Now), CancellationToken.None);

        (await DueAsync(Expiry, Expiry.AddTicks(10))).Should().NotContain((tenant, failing));
    }

    [Fact]
    public async Task Grants_that_nobody_used_for_long_are_left_out()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _store.ConnectAsync(tenant);

        (await DueAsync(Expiry, Expiry.AddTicks(10), usedSince: Support.Grants.Now)).Should().Contain((tenant, grant));
        (await DueAsync(Expiry, Expiry.AddTicks(10), usedSince: Support.Grants.Now.AddTicks(10))).Should().NotContain((tenant, grant));
    }

    [Fact]
    public async Task Pages_lead_through_all_of_them_and_repeat_none()
    {
        var tenant = Support.Grants.ATenant();
        var grants = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            grants.Add(await _store.ConnectAsync(tenant));
        }

        var seen = new List<DueGrant>();
        for (var page = await PageAsync(null); page.Count > 0; page = await PageAsync(seen[^1]))
        {
            seen.AddRange(page);
        }

        seen.Select(due => due.GrantId).Should().OnlyHaveUniqueItems().And.Contain(grants);

        Task<IReadOnlyList<DueGrant>> PageAsync(DueGrant? after) => _store.ListDueAsync(
            GrantDate.RefreshTokenUsedAt, DateTimeOffset.UnixEpoch, Support.Grants.Now.AddTicks(10), DateTimeOffset.UnixEpoch, after, limit: 2, CancellationToken.None);
    }

    [Theory]
    [InlineData(GrantDate.AccessTokenExpiresAt, "mt_doc_grant_idx_access_token_expires_at")]
    [InlineData(GrantDate.RefreshTokenUsedAt, "mt_doc_grant_idx_refresh_token_used_at")]
    public async Task They_are_found_by_an_index_on_the_date(GrantDate date, string index)
    {
        var statements = await Statements.OfAsync(() => _store.ListDueAsync(
            date, Support.Grants.Now, Expiry, DateTimeOffset.UnixEpoch, after: null, limit: 10, CancellationToken.None));

        var sql = statements.Should().ContainSingle(text => text.Contains("mt_doc_grant", StringComparison.Ordinal)).Which;
        var plan = await _platform.SqlAsync($"""
            begin; set local enable_seqscan = off; set local enable_bitmapscan = off; prepare due as {sql};
            explain execute due('Active', '2026-03-02', '00000000-0000-0000-0000-000000000000', '2026-03-03', '1970-01-01', 10);
            deallocate due; rollback
            """);
        plan.Should().Contain(line => line.Contains(index, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Grants_from_before_their_dates_had_columns_are_found_after_the_migration()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var (tenant, store) = (Support.Grants.ATenant(), platform.Get<IGrantStore>());
        var grant = await store.ConnectAsync(tenant);
        await platform.SqlAsync("""
            alter table gmailplatform.mt_doc_grant drop column access_token_expires_at, drop column refresh_token_used_at;
            create index mt_doc_grant_idx_access_token_expires_at on gmailplatform.mt_doc_grant (gmailplatform.mt_immutable_timestamptz(data ->> 'accessTokenExpiresAt'));
            create index mt_doc_grant_idx_refresh_token_used_at on gmailplatform.mt_doc_grant (gmailplatform.mt_immutable_timestamptz(data ->> 'refreshTokenUsedAt'))
            """);

        await platform.Get<Migrations>().ApplyAsync(CancellationToken.None);

        var due = await store.ListDueAsync(GrantDate.AccessTokenExpiresAt, Expiry, Expiry.AddTicks(10), DateTimeOffset.UnixEpoch, after: null, limit: 10, CancellationToken.None);
        due.Should().ContainSingle().Which.GrantId.Should().Be(grant);
        (await platform.SqlAsync("select indexdef from pg_indexes where indexname in ('mt_doc_grant_idx_access_token_expires_at', 'mt_doc_grant_idx_refresh_token_used_at')"))
            .Should().HaveCount(2).And.NotContain(index => index.Contains("data", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<(TenantId, Guid)>> DueAsync(DateTimeOffset from, DateTimeOffset until, DateTimeOffset? usedSince = null) =>
        [.. (await _store.ListDueAsync(GrantDate.AccessTokenExpiresAt, from, until, usedSince ?? DateTimeOffset.UnixEpoch, after: null, limit: 1000, CancellationToken.None))
            .Select(due => (due.Tenant, due.GrantId))];
}
