using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Somebody changes how far the tree believes to be, so that it passes by what is written afterwards.</summary>
public sealed class PassedByTests(Databases databases)
{
    [Theory]
    [InlineData("update gmailplatform.history_tree set reached = 1000000000000")]
    [InlineData("update gmailplatform.history_tree set reached = reached + 1")]
    [InlineData("delete from gmailplatform.history_tree")]
    public async Task S6_An_event_that_the_tree_passes_by_is_found_and_named(string edit)
    {
        var history = new HistoryToTamperWith(databases);
        await history.InitializeAsync();
        await history.TamperAsync(edit);
        var store = history.Platform.Get<IGrantStore>();
        await store.TryCommitAsync((await store.HoldAsync(history.Tenant, history.Ann)).Refreshed(history.Tenant), CancellationToken.None);

        var verified = await HistoryToTamperWith.VerifyAsync(history.Platform, await history.ExportAsync(), history.PublicKeys, witness: null);

        verified.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = FindingKind.Inserted, GrantId = (Guid?)history.Ann });
        await history.DisposeAsync();
    }

    [Fact]
    public async Task S6_A_forged_event_is_found_although_nothing_counts_as_settled()
    {
        var history = new HistoryToTamperWith(databases);
        await history.InitializeAsync();
        await history.TamperAsync($"""
            update gmailplatform.history_tree set settled = -100;
            insert into gmailplatform.mt_events select (jsonb_populate_record(e, jsonb_build_object('seq_id', -7, 'version', 99, 'id', gen_random_uuid()))).*
            from gmailplatform.mt_events e where e.stream_id = '{history.Bob}' and e.version = 1
            """);

        var verified = await HistoryToTamperWith.VerifyAsync(history.Platform, await history.ExportAsync(), history.PublicKeys, witness: null);

        verified.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = FindingKind.Inserted, Sequence = (long?)99 });
        await history.DisposeAsync();
    }
}
