namespace GmailPlatform.Processes.Tests.Consents;

/// <summary>
/// The node that has a code in hand is paused or killed, at each step, before and after its effect, at both doors: the cells of the consent
/// matrix that need processes. One fault strikes all consents at once.
/// </summary>
public sealed class NodeFaultTests(Worlds worlds)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task O1_A_paused_node_goes_on_where_it_stood_and_nobody_consents_again()
    {
        await using var nodes = await FaultyNode.StartAsync(worlds, Patience);
        var consents = await HoldAllAsync(nodes, HeldStep.BeforeCommit);

        nodes.First.Pause();
        // Its own timers are due when it goes on.
        await Task.Delay(2 * Patience);
        nodes.First.Resume();

        foreach (var consent in consents)
        {
            await consent.ReleaseAsync();
        }

        foreach (var consent in consents)
        {
            (await consent.Entering).Should().ContainKey("grantId", "of {0}", consent);
            await consent.ShouldBeConnectedAsync();
        }
    }

    [Fact]
    public async Task O1_A_killed_node_costs_one_further_consent_where_only_its_memory_knew_and_none_elsewhere()
    {
        await using var nodes = await FaultyNode.StartAsync(worlds, Patience);
        var consents = await HoldAllAsync(nodes, HeldStep.AfterCommit);

        await nodes.First.KillAsync();
        foreach (var consent in consents)
        {
            await consent.ReleaseAsync();
        }

        // All at once: each waits for a node that may only be slow.
        await Task.WhenAll(consents.Select(consent => ShouldConnectAsync(consent, nodes.Second.Url)));
    }

    private static async Task ShouldConnectAsync(HeldConsent consent, Uri node)
    {
        await FluentActions.Awaiting(() => consent.Entering).Should().ThrowAsync<HttpRequestException>();
        var outcome = await consent.EnterAsync(node);
        if (consent.MayBeLost && outcome.TryGetValue("authorizationUrl", out var url))
        {
            outcome.Should().Contain("code", "code_exchange_failed", "of {0}", consent);
            outcome["reason"].Should().BeOneOf("codeSpent", "invalid_grant");
            url.Should().Contain("prompt=consent");
            outcome = await consent.RepairAsync(url, node);
        }

        outcome.Should().ContainKey("grantId", "of {0}", consent);
        await consent.ShouldBeConnectedAsync(node);
    }

    /// <summary>Of the commits only one, and last: consents share their commits, and one that is held holds up the others.</summary>
    private static async Task<IReadOnlyList<HeldConsent>> HoldAllAsync(FaultyNode nodes, HeldStep commit)
    {
        var consents = new List<HeldConsent>();
        foreach (var step in Enum.GetValues<HeldStep>().Except([HeldStep.BeforeCommit, HeldStep.AfterCommit]))
        {
            consents.Add(await HeldConsent.StartAsync(nodes, step, posts: false));
            if (step is not (HeldStep.BeforeStateSave or HeldStep.AfterStateSave or HeldStep.BeforeOutcome or HeldStep.AfterOutcome))
            {
                consents.Add(await HeldConsent.StartAsync(nodes, step, posts: true));
            }
        }

        consents.Add(await HeldConsent.StartAsync(nodes, commit, posts: false));
        return consents;
    }
}
