using System.Text.Json.Nodes;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Audit;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>What somebody with all rights in the database can do to the history, and what the verifier says of it.</summary>
public sealed class TamperedHistoryTests(HistoryToTamperWith history) : IClassFixture<HistoryToTamperWith>, IAsyncLifetime
{
    private Guid Ann => history.Ann;

    private Guid Bob => history.Bob;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await history.RestoreAsync();

    [Fact]
    public async Task A_history_that_nobody_edited_has_no_findings()
    {
        var verified = await VerifyAsync();

        verified.Should().BeEquivalentTo(new { Size = 14, SignedSize = 14, TrustsExport = false });
        verified.Checkpoints.Should().BeGreaterThanOrEqualTo(2);
        verified.Findings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("an event", "data = jsonb_set(data, '{latencyMilliseconds}', '1')")]
    [InlineData("an event, with a word more", """data = data || '{"note": "nothing to see"}'""")]
    [InlineData("its actor", "user_name = 'key:somebody else'")]
    [InlineData("its actor, taken away", "user_name = null")]
    [InlineData("its trace", "correlation_id = 'another'")]
    [InlineData("its span", "causation_id = 'another'")]
    [InlineData("its time", "\"timestamp\" = \"timestamp\" + interval '1 microsecond'")]
    [InlineData("its type", "type = 'grant_resumed'")]
    [InlineData("its id", "id = gen_random_uuid()")]
    [InlineData("whether it is seen", "is_archived = true")]
    [InlineData("its hash", """headers = headers || '{"hash": "AAAA"}'""")]
    [InlineData("what it follows", """headers = headers || '{"previous": "AAAA"}'""")]
    public async Task An_edit_is_found_and_named(string what, string edit)
    {
        await history.TamperAsync($"update gmailplatform.mt_events set {edit} where {Event(Ann, 2)}");

        (await FindingsAsync()).Should().Equal([(FindingKind.Changed, Ann, 2)], "{0} was edited", what);
    }

    [Fact]
    public async Task An_event_without_its_hash_is_found()
    {
        await history.TamperAsync($"update gmailplatform.mt_events set headers = headers - 'hash' where {Event(Ann, 2)}");

        (await FindingsAsync()).Should().Equal((FindingKind.Inserted, Ann, 2L));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_dropped_event_is_found_and_named(long sequence)
    {
        await history.TamperAsync($"delete from gmailplatform.mt_events where {Event(Ann, sequence)}");

        (await FindingsAsync()).Should().Equal((FindingKind.Dropped, Ann, sequence));
    }

    [Fact]
    public async Task An_event_that_was_dropped_with_its_leaf_is_found()
    {
        await history.TamperAsync($"""
            update gmailplatform.history_leaf_tile set seq_ids[3] = null, stream_ids[3] = null, versions[3] = null where stream_ids[3] = '{Ann}' and versions[3] = 3;
            delete from gmailplatform.mt_events where {Event(Ann, 3)}
            """);

        (await VerifyAsync()).Findings.Should().Contain(finding => finding.Kind == FindingKind.Dropped && finding.Leaf == 2)
            .And.Contain(finding => finding.Kind == FindingKind.Dropped && finding.GrantId == Ann && finding.Sequence == 3)
            .And.OnlyContain(finding => finding.Kind == FindingKind.Dropped);
    }

    [Fact]
    public async Task Events_that_changed_places_among_all_are_found_and_named()
    {
        await history.TamperAsync($"""
            update gmailplatform.mt_events e set seq_id = -o.seq_id from gmailplatform.mt_events o
            where e.stream_id in ('{Ann}', '{Bob}') and o.stream_id in ('{Ann}', '{Bob}') and e.version = 2 and o.version = 2 and e.stream_id <> o.stream_id;
            update gmailplatform.mt_events set seq_id = -seq_id where seq_id < 0
            """);

        (await FindingsAsync()).Should().BeEquivalentTo([(FindingKind.Reordered, Ann, 2L), (FindingKind.Reordered, Bob, 2L)]);
    }

    [Fact]
    public async Task Events_that_changed_places_in_a_stream_are_found_and_named()
    {
        await history.TamperAsync($"""
            update gmailplatform.mt_events set version = version + 100 where stream_id = '{Ann}' and version in (2, 3);
            update gmailplatform.mt_events set version = 105 - version where stream_id = '{Ann}' and version > 100
            """);

        (await FindingsAsync()).Should().BeEquivalentTo([(FindingKind.Changed, Ann, 2L), (FindingKind.Changed, Ann, 3L)]);
    }

    [Fact]
    public async Task An_event_that_was_put_among_old_ones_is_found_and_named()
    {
        await history.TamperAsync($"""
            update gmailplatform.history_tree set settled = (select max(seq_id) from gmailplatform.mt_events);
            {Copy(Ann, from: 4, to: 6, "0")}
            """);

        (await FindingsAsync()).Should().Equal((FindingKind.Inserted, Ann, 6L));
    }

    [Fact]
    public async Task An_event_that_was_put_at_the_end_is_found_and_named()
    {
        await history.TamperAsync(Copy(Ann, from: 4, to: 6, "nextval('gmailplatform.mt_events_sequence')"));

        (await FindingsAsync()).Should().Equal((FindingKind.Changed, Ann, 6L));
    }

    [Theory]
    [InlineData("null", FindingKind.Inserted)]
    [InlineData("""headers - 'hash'""", FindingKind.Inserted)]
    [InlineData("""headers || '{"hash": "no hash"}'""", FindingKind.Changed)]
    public async Task An_event_that_was_put_at_the_end_without_a_hash_gets_a_leaf_that_it_does_not_fit(string headers, FindingKind kind)
    {
        await history.TamperAsync($"{Copy(Ann, from: 4, to: 6, "nextval('gmailplatform.mt_events_sequence')")}; update gmailplatform.mt_events set headers = {headers} where {Event(Ann, 6)}");

        (await FindingsAsync()).Should().Equal((kind, Ann, 6L));
    }

    [Fact]
    public async Task An_end_that_was_cut_off_is_known_from_its_checkpoint()
    {
        await CutOffAsync();

        (await VerifyAsync()).Findings.Should().ContainSingle(finding => finding.Kind == FindingKind.Truncated).Which.Detail.Should().Contain("from leaf 9 to 13 are gone");
    }

    [Fact]
    public async Task An_end_that_was_cut_off_with_its_checkpoint_is_known_from_a_witness()
    {
        await CutOffAsync();
        await history.TamperAsync("delete from gmailplatform.history_checkpoint where size > 9");

        (await VerifyAsync()).Findings.Should().BeEmpty("nothing in the database tells");
        (await VerifyAsync(history.Witness)).Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = FindingKind.Truncated });
    }

    [Fact]
    public async Task A_stream_with_hashes_made_anew_is_found_and_each_event_named()
    {
        await RewriteAsync(Ann, from: 2);

        (await FindingsAsync()).Should().Equal(Enumerable.Range(2, 4).Select(sequence => (FindingKind.Changed, Ann, (long)sequence)));
        (await VerifyAsync()).Findings.Should().OnlyContain(finding => finding.Detail.Contains("computed anew"));
    }

    [Fact]
    public async Task A_stream_that_was_made_anew_with_its_leaves_is_known_from_the_signature_and_nothing_more_is_signed()
    {
        await RewriteAsync(Ann, from: 2);
        await RewriteTreeAsync();

        var finding = (await VerifyAsync()).Findings.Should().ContainSingle().Subject;
        finding.Kind.Should().Be(FindingKind.Rewritten);
        finding.Detail.Should().Contain("leaves from 0 to 8").And.Contain($"event 2 of grant {Ann}");
        (await history.Platform.ResultOfAsync(new PublishCheckpoint())).Failure!.Code.Should().Be("history_rewritten");
    }

    [Fact]
    public async Task A_tree_that_was_made_anew_and_signed_by_another_key_is_found()
    {
        await RewriteAsync(Ann, from: 2);
        await RewriteTreeAsync();
        await history.TamperAsync("delete from gmailplatform.history_checkpoint; delete from gmailplatform.mt_doc_checkpoint_key");
        await history.Platform.SendAsync(new PublishCheckpoint());

        (await VerifyAsync()).Findings.Select(finding => finding.Kind).Should().Equal(FindingKind.Untrusted, FindingKind.Untrusted);
        (await VerifyAsync(history.Witness)).Findings.Should().Contain(finding => finding.Kind == FindingKind.Rewritten);
        (await HistoryToTamperWith.VerifyAsync(history.Platform, await history.ExportAsync(), publicKeys: null, witness: null)).Should()
            .BeEquivalentTo(new { TrustsExport = true, Findings = Array.Empty<HistoryFinding>() }, "whoever trusts the export's own keys is told so");
    }

    [Fact]
    public async Task Lines_of_an_export_that_were_edited_are_found()
    {
        var lines = (await history.ExportAsync()).TrimEnd('\n').Split('\n').ToList();
        var first = lines.FindIndex(line => line.Contains("\"kind\":\"event\"", StringComparison.Ordinal));

        (await VerifyAsync([.. lines[..first], .. lines[(first + 1)..]])).Should().Contain(finding => finding.Kind == FindingKind.Reordered && finding.Leaf == 1);
        (await VerifyAsync([.. lines[..first], lines[first + 1], lines[first], .. lines[(first + 2)..]])).Should().Contain(finding => finding.Kind == FindingKind.Reordered);
        (await VerifyAsync(lines[..^1])).Should().ContainSingle().Which.Kind.Should().Be(FindingKind.Truncated);
        (await VerifyAsync([.. lines[..first], "{\"kind\":", .. lines[first..]])).Should().ContainSingle().Which.Kind.Should().Be(FindingKind.Unreadable);
        (await VerifyAsync(["", .. lines])).Should().Contain(finding => finding.Kind == FindingKind.Unreadable);

        async Task<IReadOnlyList<HistoryFinding>> VerifyAsync(IReadOnlyList<string> edited) =>
            (await HistoryToTamperWith.VerifyAsync(history.Platform, string.Join('\n', edited), history.PublicKeys, witness: null)).Findings;
    }

    private static string Event(Guid grant, long sequence) => $"stream_id = '{grant}' and version = {sequence}";

    /// <summary>A forged event that says what a true one says, but for its place.</summary>
    private static string Copy(Guid grant, long from, long to, string number) => $"""
        insert into gmailplatform.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived)
        select {number}, gen_random_uuid(), stream_id, {to}, data, type, "timestamp", tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived
        from gmailplatform.mt_events where {Event(grant, from)}
        """;

    private Task CutOffAsync() => history.TamperAsync("""
        delete from gmailplatform.mt_events e using gmailplatform.history_leaf_tile l where e.seq_id = any(l.seq_ids[10:]);
        update gmailplatform.history_leaf_tile set seq_ids = seq_ids[:9], stream_ids = stream_ids[:9], versions = versions[:9];
        update gmailplatform.history_tile set hashes = substring(hashes from 1 for 9 * 32);
        update gmailplatform.history_tree set size = 9
        """);

    /// <summary>Lies about the latency of a consent, and makes all hashes from there on anew.</summary>
    private async Task RewriteAsync(Guid grant, long from)
    {
        var rewritten = new List<string>();
        string? previous = null;
        await foreach (var leaf in history.Platform.Get<IHistoryExport>().ListLeavesAsync(14, CancellationToken.None))
        {
            if (leaf.Event?.Fact is not { } fact || fact.GrantId != grant)
            {
                continue;
            }

            var data = JsonNode.Parse(fact.Data.GetRawText())!.AsObject();
            if (fact.Sequence == from)
            {
                data["latencyMilliseconds"] = 1;
            }

            var forged = fact with { Data = System.Text.Json.JsonSerializer.SerializeToElement(data), Previous = fact.Sequence > from ? previous : fact.Previous };
            previous = Convert.ToBase64String(forged.Hash());
            var headers = new JsonObject { ["hash"] = previous };
            if (forged.Previous is not null)
            {
                headers["previous"] = forged.Previous;
            }

            rewritten.Add($"update gmailplatform.mt_events set data = $d${data.ToJsonString()}$d$, headers = $d${headers.ToJsonString()}$d$ where {Event(grant, fact.Sequence)}");
        }

        await history.TamperAsync(string.Join(";\n", rewritten));
    }

    private async Task RewriteTreeAsync()
    {
        var hashes = new List<byte>();
        await foreach (var leaf in history.Platform.Get<IHistoryExport>().ListLeavesAsync(14, CancellationToken.None))
        {
            hashes.AddRange(MerkleTree.HashLeaf(leaf.Event!.Fact!.Hash()));
        }

        hashes.Count.Should().BeLessThan(Tile.Width * Tile.HashSize, "the tree has one tile");
        await history.TamperAsync($"update gmailplatform.history_tile set hashes = '\\x{Convert.ToHexString([.. hashes])}'");
    }

    private async Task<VerifiedHistory> VerifyAsync(string? witness = null) =>
        await HistoryToTamperWith.VerifyAsync(history.Platform, await history.ExportAsync(), history.PublicKeys, witness);

    private async Task<IReadOnlyList<(FindingKind Kind, Guid Grant, long Sequence)>> FindingsAsync() =>
        [.. (await VerifyAsync()).Findings.Select(finding => (finding.Kind, finding.GrantId ?? Guid.Empty, finding.Sequence ?? 0))];
}
