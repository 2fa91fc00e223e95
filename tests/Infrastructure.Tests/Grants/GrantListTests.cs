using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>A list of a few hundred grants, read page by page.</summary>
public sealed class GrantListTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private const int Count = 250;

    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();

    [Fact]
    public async Task Pages_hold_every_grant_once_in_order_whatever_the_filter()
    {
        var tenant = Support.Grants.ATenant();
        await _store.ConnectAsync(Support.Grants.ATenant(), "Often@example.com");
        var (all, failing, often) = (new List<Guid>(), new List<Guid>(), new List<Guid>());
        for (var i = 0; i < Count; i++)
        {
            var grant = await _store.ConnectAsync(tenant, i % 5 == 0 ? "Often@example.com" : $"person.{i}@example.com");
            all.Add(grant);
            if (i % 5 == 0)
            {
                often.Add(grant);
            }

            if (i % 3 == 0)
            {
                failing.Add(grant);
                await _store.TryCommitAsync((await _store.HoldAsync(tenant, grant)).Failed(tenant, Support.Grants.Now), CancellationToken.None);
            }
        }

        // Ids of one millisecond are in no order of their making.
        all.Sort();
        failing.Sort();
        often.Sort();
        (await AllPagesAsync(tenant, null, null, pageSize: 7)).Should().Equal(all);
        (await AllPagesAsync(tenant, null, null, pageSize: Count)).Should().Equal(all);
        (await AllPagesAsync(tenant, GrantStatus.RefreshFailing, null, pageSize: 10)).Should().Equal(failing);
        (await AllPagesAsync(tenant, null, "oFTEN@example.com", pageSize: 9)).Should().Equal(often);
        (await AllPagesAsync(tenant, GrantStatus.RefreshFailing, "often@example.com", pageSize: 4)).Should().Equal(often.Intersect(failing));
        (await AllPagesAsync(tenant, GrantStatus.Revoked, null, pageSize: 10)).Should().BeEmpty();
        (await AllPagesAsync(tenant, null, "nobody@example.com", pageSize: 10)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_grant_that_is_connected_between_two_pages_shifts_nothing()
    {
        var tenant = Support.Grants.ATenant();
        var grants = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            grants.Add(await _store.ConnectAsync(tenant));
        }

        var first = await _store.ListAsync(tenant, null, null, new PageRequest(2, null), CancellationToken.None);
        grants.Add(await _store.ConnectAsync(tenant));
        var second = await _store.ListAsync(tenant, null, null, new PageRequest(10, first.NextPageToken), CancellationToken.None);

        first.Items.Concat(second.Items).Select(view => view.Grant.Id).Should().Equal(grants);
        second.NextPageToken.Should().BeNull();
    }

    private async Task<IReadOnlyList<Guid>> AllPagesAsync(TenantId tenant, GrantStatus? status, string? email, int pageSize)
    {
        var found = new List<Guid>();
        string? token = null;
        do
        {
            var page = await _store.ListAsync(tenant, status, email, new PageRequest(pageSize, token), CancellationToken.None);
            page.Items.Should().HaveCountLessThanOrEqualTo(pageSize);
            found.AddRange(page.Items.Select(view => view.Grant.Id));
            token = page.NextPageToken;
        }
        while (token is not null);

        return found;
    }
}
