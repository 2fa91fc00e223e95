using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Another tenant's grant is not there: 404, on every route.</summary>
public sealed class TenantIsolationTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task Another_tenants_grant_cannot_be_told_from_one_that_never_was()
    {
        using var owner = await _world.ATenantAsync();
        using var stranger = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await owner.ConnectAsync(person);
        var never = Guid.NewGuid().ToString();

        foreach (var route in new[] { "", "/access-token", "/history", "/messages", "/messages/x" })
        {
            var others = await stranger.GetProblemAsync($"v1/grants/{grantId}{route}", 404, "not_found");
            var none = await stranger.GetProblemAsync($"v1/grants/{never}{route}", 404, "not_found");
            others.Text("detail").Should().Be(none.Text("detail"));
        }

        await stranger.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 404, "not_found");
        await stranger.PostProblemAsync("v1/authorizations", new { grantId }, 404, "not_found");
        await stranger.Api.DeleteAsync($"v1/grants/{grantId}").ProblemAsync(404, "not_found");
        await stranger.Api.DeleteAsync($"v1/grants/{grantId}?erase=true").ProblemAsync(404, "not_found");
        (await stranger.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(0);
        (await stranger.GetAsync($"v1/grants?email={person}")).GetProperty("grants").GetArrayLength().Should().Be(0);
        (await owner.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        (await owner.HistoryAsync(grantId)).Should().HaveCount(3, "nothing that the stranger did left a trace");
    }

    [Fact]
    public async Task A_list_of_grants_is_paged_and_filtered_by_state_and_address()
    {
        using var tenant = await _world.ATenantAsync();
        var grants = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            grants.Add(await tenant.ConnectAsync(await _world.Google.APersonAsync()));
        }

        await tenant.DeleteAsync($"v1/grants/{grants[4]}");

        var first = await tenant.GetAsync("v1/grants?pageSize=2&state=active");
        var second = await tenant.GetAsync($"v1/grants?pageSize=2&state=active&pageToken={first.Text("nextPageToken")}");
        Ids(first).Concat(Ids(second)).Should().BeEquivalentTo(grants[..4]);
        second.Text("nextPageToken").Should().BeNull();
        Ids(await tenant.GetAsync("v1/grants?state=revoked")).Should().Equal(grants[4]);

        static IEnumerable<string> Ids(System.Text.Json.JsonElement page) => page.GetProperty("grants").EnumerateArray().Select(grant => grant.Text("id")!);
    }
}
