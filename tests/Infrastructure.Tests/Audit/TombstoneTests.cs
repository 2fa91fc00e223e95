using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Testing;
using Marten;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Tombstones that earlier versions left in the table of events, some of them with leaves under signed checkpoints, and what a forger could make of them.</summary>
public sealed class TombstoneTests(Databases databases) : IAsyncLifetime
{
    /// <summary>Grant connected, code exchanged, credentials stored, tombstone.</summary>
    private const int LeafOfTombstone = 3;

    private const string IsTombstone = "type = 'tombstone'";

    private readonly TenantId _tenant = Support.Grants.ATenant();
    private Platform _platform = null!;
    private IGrantStore _store = null!;
    private Guid _grant;

    public async ValueTask InitializeAsync()
    {
        _platform = await Platform.StartAsync(await databases.CreateAsync());
        _store = _platform.Get<IGrantStore>();
        _grant = await _store.ConnectAsync(_tenant);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task C1_Tombstones_of_earlier_versions_that_have_leaves_are_no_findings()
    {
        await LeaveTombstoneUnderLeafAsync();
        await LeaveTombstoneAsync();
        await _platform.Get<Migrations>().ApplyAsync(CancellationToken.None);
        await CommitAsync();

        var export = await ExportAsync();

        export.Split('\n').Where(line => line.Contains("\"tombstone\"", StringComparison.Ordinal)).Should().ContainSingle("the one without a leaf gets none");
        (await VerifyAsync(export)).Findings.Should().BeEmpty();
        (await _platform.SendAsync(new SearchHistory(new HistoryFilter(), new PageRequest(100, null)))).Items.Should().HaveCount(4, "nobody decided a tombstone");
    }

    [Theory]
    [InlineData("""data = '{"latencyMilliseconds": 1}'""")]
    [InlineData("bdata = '\\x00'")]
    [InlineData("""headers = '{"note": "hidden"}'""")]
    [InlineData("headers = '{}'")]
    [InlineData("user_name = 'key:somebody'")]
    [InlineData("correlation_id = 'x'")]
    [InlineData("causation_id = 'x'")]
    [InlineData("tenant_id = 'a payload'")]
    [InlineData("version = version + 100")]
    [InlineData("is_archived = true")]
    [InlineData("\"timestamp\" = now()")]
    [InlineData("type = 'grant_revoked'")]
    [InlineData("mt_dotnet_type = null")]
    [InlineData("mt_dotnet_type = 'GmailPlatform.Domain.Grants.GrantRevoked, GmailPlatform.Domain'")]
    [InlineData("tenant_id = (select tenant_id from gmailplatform.mt_events where seq_id = 1), stream_id = (select stream_id from gmailplatform.mt_events where seq_id = 1)")]
    public async Task C1_A_row_that_differs_from_a_tombstone_in_anything_is_found_with_a_leaf_and_without(string edit)
    {
        await LeaveTombstoneUnderLeafAsync();
        await TamperAsync($"update gmailplatform.mt_events set {edit} where {IsTombstone}");

        (await VerifyAsync(await ExportAsync())).Findings.Should().Contain(finding => finding.Leaf == LeafOfTombstone);

        await LeaveTombstoneAsync();
        await TamperAsync($"update gmailplatform.mt_events set {edit} where {IsTombstone} and version = seq_id and data = '{"{}"}' and seq_id > 4");

        (await VerifyAsync(await ExportAsync())).Findings.Should().Contain(finding => finding.Leaf == LeafOfTombstone + 1);
    }

    [Fact]
    public async Task C1_An_event_that_had_a_leaf_cannot_become_a_tombstone()
    {
        await CommitAsync();
        await _platform.SendAsync(new PublishCheckpoint());
        await DisguiseAsync("version = 4");

        (await VerifyAsync(await ExportAsync())).Findings.Should().Contain(finding => finding.Leaf == 3 && finding.GrantId == _grant && finding.Sequence == 4);

        await _platform.SqlAsync($"update gmailplatform.history_tile set hashes = overlay(hashes placing '\\x{Convert.ToHexString(MerkleTree.EmptyLeaf)}' from {(3 * 32) + 1} for 32) where level = 0");

        (await VerifyAsync(await ExportAsync())).Findings.Should().Contain(finding => finding.Kind == FindingKind.Rewritten, "the signed root was of the event's leaf");
    }

    [Fact]
    public async Task C1_An_event_that_became_a_tombstone_before_its_leaf_is_missed_by_its_chain()
    {
        await CommitAsync();
        await CommitAsync();
        await DisguiseAsync("version = 4");

        (await VerifyAsync(await ExportAsync())).Findings.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Kind = FindingKind.Dropped, GrantId = (Guid?)_grant, Sequence = (long?)4 });
    }

    [Fact]
    public async Task C1_A_line_of_an_event_in_an_export_cannot_be_replaced_by_one_of_a_tombstone()
    {
        await CommitAsync();
        var lines = (await ExportAsync()).Split('\n');
        var place = Array.FindIndex(lines, line => line.Contains("\"index\":3,", StringComparison.Ordinal));
        var leafHash = System.Text.Json.JsonDocument.Parse(lines[place]).RootElement.GetProperty("leafHash").GetString();

        lines[place] = $$"""{"kind":"tombstone","index":3,"leafHash":"{{leafHash}}"}""";
        (await VerifyAsync(string.Join('\n', lines))).Findings.Should().Contain(finding => finding.Kind == FindingKind.Dropped && finding.Leaf == 3);

        lines[place] = $$"""{"kind":"tombstone","index":3,"leafHash":"{{Convert.ToBase64String(MerkleTree.EmptyLeaf)}}"}""";
        (await VerifyAsync(string.Join('\n', lines))).Findings.Should().Contain(finding => finding.Kind == FindingKind.Rewritten);

        lines[place] = """{"kind":"tombstone","index":3}""";
        (await VerifyAsync(string.Join('\n', lines))).Findings.Should().Contain(finding => finding.Kind == FindingKind.Dropped && finding.Leaf == 3);
    }

    /// <summary>What an earlier version did: the sequencer gave the row a leaf of no data, and the head was signed.</summary>
    private async Task LeaveTombstoneUnderLeafAsync()
    {
        await LeaveTombstoneAsync();
        // This version's sequencer passes tombstones over, so the row gets its leaf while it looks like none.
        await _platform.SqlAsync($"update gmailplatform.mt_events set \"timestamp\" = now() where {IsTombstone}");
        await _platform.SendAsync(new PublishCheckpoint());
        await _platform.SqlAsync($"update gmailplatform.mt_events set \"timestamp\" = '-infinity' where {IsTombstone}");
    }

    /// <summary>By an append that fails after it, as Marten's own events do.</summary>
    private async Task LeaveTombstoneAsync()
    {
        var before = await CountAsync();
        await using var session = _platform.Get<IDocumentStore>().LightweightSession(_tenant.ToString());
        session.Events.StartStream<Grant>(Guid.CreateVersion7(), new GrantConnected(_grant, Support.Grants.Now));
        session.QueueSqlCommand("select 1 / 0");
        await session.Invoking(failing => failing.SaveChangesAsync()).Should().ThrowAsync<Exception>();
        await Eventually.HoldsAsync("Marten wrote the tombstone", async () => await CountAsync() == before + 1);
    }

    private async Task<long> CountAsync() => long.Parse((await _platform.SqlAsync($"select count(*) from gmailplatform.mt_events where {IsTombstone}"))[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task CommitAsync() =>
        (await _store.TryCommitAsync((await _store.HoldAsync(_tenant, _grant)).Refreshed(_tenant), CancellationToken.None)).Should().BeTrue();

    private Task DisguiseAsync(string which) => TamperAsync($"""
        update gmailplatform.mt_events set type = 'tombstone', mt_dotnet_type = 'JasperFx.Events.Tombstone, JasperFx.Events', version = seq_id, "timestamp" = '-infinity',
            data = '{"{}"}', headers = null, user_name = null, correlation_id = null, causation_id = null, stream_id = gen_random_uuid()
        where stream_id = '{_grant}' and {which}
        """);

    /// <summary>Past foreign keys, which no attacker minds.</summary>
    private async Task TamperAsync(string sql) => await _platform.SqlAsync($"set session_replication_role = replica; {sql}; set session_replication_role = origin");

    private async Task<string> ExportAsync()
    {
        using var output = new MemoryStream();
        await _platform.SendAsync(new ExportHistory(output));
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<VerifiedHistory> VerifyAsync(string export) => await HistoryToTamperWith.VerifyAsync(
        _platform, export, string.Join('\n', (await _platform.SendAsync(new ListCheckpointKeys())).Select(key => key.Key)), witness: null);
}
