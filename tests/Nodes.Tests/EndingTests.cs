using System.Diagnostics;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Nodes.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.Nodes.Tests;

/// <summary>What ends on one node has ended on every node a second later, whatever they hold in memory.</summary>
[Collection(TimedTests.Name)]
public sealed class EndingTests(Cluster cluster)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("", 409, "grant_revoked")]
    [InlineData("?erase=true", 410, "grant_erased")]
    public async Task A_grant_that_ends_on_one_node_is_refused_by_the_others_within_a_second(string query, int status, string code)
    {
        var grant = await cluster.AGrantAsync();
        await ServedByAllAsync(cluster.Nodes, grant);

        await cluster.Nodes[0].DeleteAsync($"v1/grants/{grant.Id}{query}");

        await RefusedByAllAsync(cluster.Nodes, grant, status, code);
    }

    [Fact]
    public async Task An_api_key_that_is_revoked_is_refused_by_every_node_within_a_second()
    {
        using var tenant = await cluster.World.ATenantAsync();
        var grant = (await cluster.World.ConnectCrowdAsync(tenant, people: 1))[0];
        var nodes = cluster.Nodes.Select(node => tenant.At(node.Api.BaseAddress!)).ToList();
        await ServedByAllAsync(nodes, grant);

        await cluster.World.Services.SendAsync(new RevokeApiKey(tenant.KeyId));

        await RefusedByAllAsync(nodes, grant, 401, "unauthenticated");
        nodes.ForEach(node => node.Dispose());
    }

    [Fact]
    public async Task A_new_consent_on_one_node_is_served_by_the_others_within_a_second()
    {
        var grant = await cluster.AGrantAsync();
        await cluster.Nodes[0].DeleteAsync($"v1/grants/{grant.Id}");
        await RefusedByAllAsync(cluster.Nodes, grant, 409, "grant_revoked");

        (await cluster.Nodes[0].ConnectAsync(grant.Email)).Should().Be(grant.Id);

        var since = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync("every node serves the new token", async () =>
        {
            var answers = await Callers.AskAllAsync(cluster.Nodes, Cluster.Size, node => node.Vend(grant));
            return answers.All(answer => answer.Status == 200) && answers.Select(answer => answer.AccessToken).Distinct().Count() == 1;
        });
        Stopwatch.GetElapsedTime(since).Should().BeLessThan(Second);
    }

    private static async Task ServedByAllAsync(IReadOnlyList<TestTenant> nodes, CrowdGrant grant)
    {
        // Twice: what is kept in memory is kept from the first.
        for (var round = 0; round < 2; round++)
        {
            (await Callers.AskAllAsync(nodes, Cluster.Size, node => node.Vend(grant))).Should().OnlyContain(answer => answer.Status == 200);
        }
    }

    private static async Task RefusedByAllAsync(IReadOnlyList<TestTenant> nodes, CrowdGrant grant, int status, string code)
    {
        var ended = Stopwatch.GetTimestamp();
        var lastServed = await Task.WhenAll(nodes.Select(node => LastServedAsync(node, grant, ended, status, code)));
        lastServed.Should().OnlyContain(after => after < Second);
    }

    /// <summary>How long after the end a node still served a request, which counts from when it was sent.</summary>
    private static async Task<TimeSpan> LastServedAsync(TestTenant node, CrowdGrant grant, long ended, int status, string code)
    {
        var lastServed = TimeSpan.Zero;
        await Eventually.HoldsAsync($"{node.Api.BaseAddress} refuses", async () =>
        {
            var sent = Stopwatch.GetElapsedTime(ended);
            var answer = await Callers.AskAsync(node, it => it.Vend(grant));
            if (answer.Status != 200)
            {
                answer.Should().BeEquivalentTo(new { Status = status, Code = code });
                return true;
            }

            lastServed = sent;
            return false;
        });
        return lastServed;
    }
}
