using GmailPlatform.Nodes.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.Nodes.Tests;

/// <summary>What goes away and comes back: afterwards every grant that Google still honours is active, and nobody had to help.</summary>
public sealed class OutageTests(Cluster cluster)
{
    private const int People = 20;

    private static readonly TimeSpan OutageOfGoogle = TimeSpan.FromSeconds(8);

    /// <summary>A job that a killed node had in its hands is found by the sweep for lost reminders.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    public async Task PostgreSQL_goes_while_refreshes_are_on_their_way_and_comes_back(string how)
    {
        var grants = await cluster.World.ConnectCrowdAsync(cluster.Tenant, People, validFor: TimeSpan.Zero);
        var fault = await cluster.Google.BreakAsync(new { endpoint = "token", grantType = "refresh_token", delayMs = 1_500, times = People });
        var asked = AskForEachAsync(grants);
        await Eventually.HoldsAsync("every refresh is on its way", async () => await cluster.Google.ArmedFaultsAsync() == 0);

        await (how == "stopped" ? cluster.Postgres.StopAsync() : cluster.Postgres.KillAsync());
        var duringTheOutage = await asked;
        await cluster.Postgres.StartAgainAsync();
        cluster.World.ForgetConnections();

        duringTheOutage.Should().OnlyContain(answer => answer.Status == 200 || answer.Status >= 500);
        await EveryNodeIsReadyAsync();
        await AllAreActiveAsync(grants);
        await AllTokensWorkAsync(grants);
    }

    [Fact]
    public async Task Google_goes_for_a_while_a_node_is_killed_meanwhile_and_Google_comes_back()
    {
        var grants = await cluster.World.ConnectCrowdAsync(cluster.Tenant, People, validFor: TimeSpan.Zero);
        var ended = await cluster.AGrantAsync(validFor: TimeSpan.Zero);
        await cluster.Google.DoAsync(ended.Email, "revoke");

        await cluster.World.StopGoogleAsync();
        try
        {
            (await AskForEachAsync([.. grants, ended])).Should().OnlyContain(answer => answer.Status == 503 && answer.Code == "google_unavailable");
            (await cluster.Nodes[1].CountAsync("refreshFailing")).Should().Be(People + 1);
            await cluster.KillAsync(0);
            await Task.Delay(OutageOfGoogle);
        }
        finally
        {
            await cluster.World.StartGoogleAsync();
        }

        await Eventually.HoldsAsync("nothing fails any more", async () => await cluster.Nodes[1].CountAsync("refreshFailing") == 0, Patience);
        await cluster.ReplaceAsync(0);

        await AllAreActiveAsync(grants);
        await AllTokensWorkAsync(grants);
        (await cluster.Nodes[1].GetAsync($"v1/grants/{ended.Id}")).Text("status").Should().Be("reauthorizationRequired", "Google honours it no longer");
    }

    private async Task<IReadOnlyList<Answer>> AskForEachAsync(IReadOnlyList<CrowdGrant> grants) =>
        await Task.WhenAll(grants.Select((grant, index) => Callers.AskAsync(cluster.Nodes[index % Cluster.Size], node => node.Vend(grant))));

    private async Task EveryNodeIsReadyAsync()
    {
        foreach (var node in cluster.Nodes)
        {
            await Eventually.HoldsAsync("the node is ready", async () =>
            {
                using var response = await node.Api.GetAsync("health/ready");
                return response.IsSuccessStatusCode;
            });
        }
    }

    private async Task AllAreActiveAsync(IReadOnlyList<CrowdGrant> grants)
    {
        foreach (var grant in grants)
        {
            await Eventually.HoldsAsync(
                "the grant is active", async () => (await cluster.Nodes[1].GetAsync($"v1/grants/{grant.Id}")).Text("status") == "active", Patience);
        }
    }

    /// <summary>The token of each grant opens the person's mailbox, through any node.</summary>
    private async Task AllTokensWorkAsync(IReadOnlyList<CrowdGrant> grants)
    {
        var answers = await AskForEachAsync(grants);
        answers.Should().OnlyContain(answer => answer.Status == 200);
        using var gmail = new HttpClient { BaseAddress = cluster.World.Settings.SandboxUrl };
        foreach (var (answer, grant) in answers.Zip(grants))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "gmail/v1/users/me/profile");
            request.Headers.Authorization = new("Bearer", answer.AccessToken);
            using var response = await gmail.SendAsync(request);
            (await response.ReadAsync(200)).Text("emailAddress").Should().Be(grant.Email);
        }
    }
}
