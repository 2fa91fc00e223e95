using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Values that a reader of events may trip over, written into the database: each is named, and hides nothing else.</summary>
public sealed class PoisonedHistoryTests(HistoryToTamperWith history) : IClassFixture<HistoryToTamperWith>, IAsyncLifetime
{
    public static TheoryData<string> Poison =>
    [
        "data = jsonb_set(data, '{latencyMilliseconds}', '1e400')",
        "data = jsonb_set(data, '{latencyMilliseconds}', '-1e400')",
        "data = jsonb_set(data, '{latencyMilliseconds}', '1e-400')",
        "data = jsonb_set(data, '{latencyMilliseconds}', '12.0')",
        "data = jsonb_set(data, '{latencyMilliseconds}', '12.00000000000000000001')",
        "data = jsonb_set(data, '{latencyMilliseconds}', '99999999999')",
        "data = jsonb_set(data, '{latencyMilliseconds}', '\"twelve\"')",
        "data = jsonb_set(data, '{latencyMilliseconds}', 'null')",
        "data = jsonb_set(data, '{more}', '1e400')",
        "data = jsonb_set(data, '{grantedScopes}', 'null')",
        "data = jsonb_set(data, '{grantedScopes}', '[[1]]')",
        "data = jsonb_set(data, '{identitySource}', '\"Rumour\"')",
        "data = jsonb_set(data, '{at}', '\"yesterday\"')",
        "data = data - 'grantedScopes'",
        "data = (repeat('[', 500) || repeat(']', 500))::jsonb",
        "data = '[]'",
        "data = 'null'",
        "data = '5'",
        "data = '{}'",
        "type = 'no_such_event'",
        "type = 'tombstone'",
        "type = ''",
        "\"timestamp\" = 'infinity'",
        "\"timestamp\" = '-infinity'",
        "\"timestamp\" = '20000-01-01'",
        "\"timestamp\" = '4000-01-01 BC'",
        "headers = '5'",
        "headers = 'null'",
        "headers = null",
        "headers = headers || '{\"hash\": 5}'",
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await history.RestoreAsync();

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task S6_A_poisoned_event_is_named_by_the_verifier_and_hides_no_other(string poison)
    {
        await history.TamperAsync($"update gmailplatform.mt_events set {poison} where stream_id = '{history.Ann}' and version = 2");
        var export = await history.ExportAsync();
        var findings = (await HistoryToTamperWith.VerifyAsync(history.Platform, export, history.PublicKeys, history.Witness)).Findings;

        findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { GrantId = (Guid?)history.Ann, Sequence = (long?)2 });
        export.Split('\n').Count(line => line.Contains("\"event\":{", StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(13);
    }

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task S6_Histories_searches_and_proofs_answer_over_a_poisoned_event(string poison)
    {
        await history.TamperAsync($"update gmailplatform.mt_events set {poison} where stream_id = '{history.Ann}' and version = 2");
        var caller = new Caller(history.Tenant, Actor.User);
        var filter = new HistoryFilter { GrantId = history.Ann };

        var own = await history.Platform.SendAsync(new GetCredentialHistory(caller, history.Ann, new PageRequest(50, null)));
        var found = await history.Platform.SendAsync(new SearchHistory(new HistoryFilter(), new PageRequest(50, null)));
        var moment = await history.Platform.SendAsync(new WhoCouldUse(history.Tenant, null, history.Ann, Support.Grants.Now));
        var proof = await history.Platform.ResultOfAsync(new GetInclusionProof(caller, history.Ann, 2));
        var proven = new List<ProvenEntry>();
        await foreach (var entry in (await history.Platform.SendAsync(new ExportSearch(filter))).Entries)
        {
            proven.Add(entry);
        }

        own.Items.Select(e => e.Sequence).Should().Equal(1, 2, 3, 4, 5);
        found.Items.Count.Should().Be(poison is "type = 'tombstone'" ? 13 : 14, "the verifier tells of the one that calls itself a tombstone");
        moment.Should().ContainSingle();
        (proof.Failure?.Code ?? "proven").Should().BeOneOf("proven", "event_unreadable");
        proven.Count.Should().BeGreaterThanOrEqualTo(4);
    }

    [Theory]
    [InlineData("delete from gmailplatform.history_tree")]
    [InlineData("update gmailplatform.history_tree set size = 5")]
    [InlineData("update gmailplatform.history_tree set size = -5")]
    [InlineData("update gmailplatform.history_tree set size = 4000000000000000000")]
    [InlineData("update gmailplatform.history_tree set origin = 'another'")]
    public async Task S6_A_damaged_count_stops_the_signing_and_the_events_still_verify(string damage)
    {
        await history.TamperAsync(damage);

        (await history.Platform.ResultOfAsync(new PublishCheckpoint())).Failure!.Code.Should().Be("history_rewritten");
        var verified = await HistoryToTamperWith.VerifyAsync(history.Platform, await history.ExportAsync(), history.PublicKeys, history.Witness);
        verified.Should().BeEquivalentTo(new { Size = 14, Findings = Array.Empty<HistoryFinding>() });
    }

    [Theory]
    [InlineData("update gmailplatform.history_tile set hashes = substring(hashes from 1 for 70)")]
    [InlineData("update gmailplatform.history_tile set hashes = ''")]
    [InlineData("delete from gmailplatform.history_tile")]
    [InlineData("delete from gmailplatform.history_leaf_tile")]
    [InlineData("update gmailplatform.history_leaf_tile set versions = versions[:3], seq_ids = seq_ids || seq_ids")]
    [InlineData("update gmailplatform.history_leaf_tile set seq_ids[2] = null, stream_ids = '{}'")]
    [InlineData("update gmailplatform.history_checkpoint set note = E'text\\n\\n'")]
    [InlineData("update gmailplatform.history_checkpoint set note = ''")]
    [InlineData("update gmailplatform.history_checkpoint set note = note || E'\\n'")]
    [InlineData("truncate gmailplatform.mt_events cascade")]
    [InlineData("insert into gmailplatform.history_checkpoint select 4000000000000000000, key_id, replace(note, E'\n14\n', E'\n4000000000000000000\n'), signed_at, confirmed_at from gmailplatform.history_checkpoint where size = 14")]
    [InlineData("update gmailplatform.history_tile set tile_index = 4000000000000000 where level = 0")]
    public async Task S6_A_damaged_tree_is_exported_and_found(string damage)
    {
        await history.TamperAsync(damage);

        (await HistoryToTamperWith.VerifyAsync(history.Platform, await history.ExportAsync(), history.PublicKeys, history.Witness)).Findings.Should().NotBeEmpty();
        (await history.Platform.ResultOfAsync(new GetInclusionProof(new Caller(history.Tenant, Actor.User), history.Ann, 2))).Should().NotBeNull();
    }
}
