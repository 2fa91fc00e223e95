using GmailPlatform.Application.Grants;
using GmailPlatform.Nodes.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.Nodes.Tests;

/// <summary>Every node sweeps, and the lists that they sweep by grow old while they do.</summary>
[Collection(TimedTests.Name)]
public sealed class SweepTests(Cluster cluster)
{
    /// <summary>More than one sweep has under way: the last are refreshed when another has long been there.</summary>
    private const int People = 600;

    [Fact]
    public async Task Nodes_that_sweep_at_once_refresh_each_grant_once()
    {
        var grants = await cluster.World.ConnectCrowdAsync(cluster.Tenant, People, validFor: TimeSpan.Zero);
        using var other = cluster.World.BuildUseCases();

        await Task.WhenAll(
            cluster.World.Services.SendAsync(new RefreshExpiring()), other.Services.SendAsync(new RefreshExpiring()));

        foreach (var grant in grants)
        {
            (await cluster.Google.StatusesAsync("token", grant.Email, "refresh_token")).Should().Equal([200], grant.Id);
        }
    }
}
