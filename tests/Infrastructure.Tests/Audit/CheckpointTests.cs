using System.Net;
using System.Text;
using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>What happens to proofs in the life of a server.</summary>
public sealed class CheckpointTests(Databases databases)
{
    private static readonly TenantId Tenant = Support.Grants.ATenant();

    [Fact]
    public async Task Erasure_leaves_every_proof_valid()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        var grant = await store.ConnectAsync(Tenant);
        await platform.SendAsync(new PublishCheckpoint());

        (await store.TryCommitAsync((await store.HoldAsync(Tenant, grant)).Erased(Tenant), CancellationToken.None)).Should().BeTrue();

        var verified = await VerifyAsync(platform);
        verified.Findings.Should().BeEmpty();
        verified.Should().BeEquivalentTo(new { Size = 5, SignedSize = 5 });
    }

    [Fact]
    public async Task A_new_key_signs_beside_the_old_one_and_then_alone_and_both_stay_listed()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        await store.ConnectAsync(Tenant);
        var before = SignedNote.Parse((await platform.SendAsync(new PublishCheckpoint())).Note)!;

        var both = SignedNote.Parse((await platform.SendAsync(new RotateCheckpointKey())).Note)!;
        await store.ConnectAsync(Tenant);
        var after = SignedNote.Parse((await platform.SendAsync(new PublishCheckpoint())).Note)!;

        var keys = await platform.SendAsync(new ListCheckpointKeys());
        var (oldKey, newKey) = (keys[0], keys[1]);
        keys.Should().HaveCount(2);
        oldKey.RetiredAt.Should().NotBeNull();
        newKey.RetiredAt.Should().BeNull();
        before.Signatures.Select(signature => signature.KeyId).Should().Equal(oldKey.Key.Id);
        both.Signatures.Select(signature => signature.KeyId).Should().Equal(oldKey.Key.Id, newKey.Key.Id);
        after.Signatures.Select(signature => signature.KeyId).Should().Equal(newKey.Key.Id);
        (await platform.SqlAsync($"select data ->> 'sealedKey' is null from gmailplatform.mt_doc_checkpoint_key where id = '{oldKey.Key.Id}'")).Should().Equal("True");
        (await VerifyAsync(platform, $"{oldKey.Key}\n{newKey.Key}\n")).Findings.Should().BeEmpty();
        (await VerifyAsync(platform, oldKey.Key.ToString())).Findings.Should().Contain(finding => finding.Kind == FindingKind.Untrusted);
    }

    [Fact]
    public async Task What_is_written_meanwhile_is_signed_next_and_nothing_twice_whoever_signs()
    {
        var postgres = await databases.CreateAsync();
        var masterKey = Vault.KeyRingTests.AMasterKey();
        var (one, other) = (await Platform.StartAsync(postgres, masterKey), await Platform.StartAsync(postgres, masterKey));
        await using var nodes = (one, other).Both();
        var writing = Parallel.ForEachAsync(Enumerable.Range(0, 60), async (number, _) => await (number % 2 == 0 ? one : other).Get<IGrantStore>().ConnectAsync(Tenant));
        while (!writing.IsCompleted)
        {
            await Task.WhenAll(one.SendAsync(new PublishCheckpoint()), other.SendAsync(new PublishCheckpoint()));
        }

        await writing;
        (await one.SendAsync(new PublishCheckpoint())).Checkpoint.Size.Should().Be(180);

        var verified = await VerifyAsync(other);
        verified.Findings.Should().BeEmpty();
        verified.Checkpoints.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task Events_whose_transaction_ends_after_those_of_later_ones_get_their_leaves_in_their_order()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        var (first, _) = (await store.ConnectAsync(Tenant), await store.ConnectAsync(Support.Grants.ATenant()));
        await platform.SqlAsync($"""
            create table late as select * from gmailplatform.mt_events where stream_id = '{first}'; delete from gmailplatform.mt_events where stream_id = '{first}';
            update late set seq_id = nextval('gmailplatform.mt_events_sequence') where version = 3
            """);
        (await platform.SendAsync(new PublishCheckpoint())).Checkpoint.Size.Should().Be(3);

        await platform.SqlAsync("insert into gmailplatform.mt_events select * from late");

        (await platform.SendAsync(new PublishCheckpoint())).Checkpoint.Size.Should().Be(6);
        (await platform.SendAsync(new GetInclusionProof(new Caller(Tenant, Actor.User), first, 1))).LeafIndex.Should().Be(3);
        (await platform.SendAsync(new GetInclusionProof(new Caller(Tenant, Actor.User), first, 3))).LeafIndex.Should().Be(5);
        (await VerifyAsync(platform)).Findings.Should().BeEmpty();
    }

    [Fact]
    public async Task An_event_that_was_edited_before_it_had_a_leaf_is_found()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var grant = await platform.Get<IGrantStore>().ConnectAsync(Tenant);
        await platform.SqlAsync($"""update gmailplatform.mt_events set data = data || '{"{"}"latencyMilliseconds": 1{"}"}' where stream_id = '{grant}' and version = 2""");

        (await VerifyAsync(platform)).Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Kind = FindingKind.Changed, GrantId = grant, Sequence = 2L });
    }

    [Fact]
    public async Task A_gap_is_looked_at_until_nothing_can_come_any_more_and_what_comes_after_that_is_none_of_this_program()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var grant = await platform.Get<IGrantStore>().ConnectAsync(Tenant);
        await platform.SqlAsync("select nextval('gmailplatform.mt_events_sequence')");
        await platform.Get<IGrantStore>().ConnectAsync(Support.Grants.ATenant());
        await platform.SendAsync(new PublishCheckpoint());
        (await GapsAsync()).Should().Equal("{[4,5)}");

        await platform.SqlAsync("update gmailplatform.history_tree set marked_at = marked_at - interval '61 seconds'");
        await platform.SendAsync(new PublishCheckpoint());

        (await GapsAsync()).Should().Equal("{}");
        await platform.SqlAsync($"update gmailplatform.mt_events set seq_id = 4 where stream_id = '{grant}' and version = 3");
        (await VerifyAsync(platform)).Findings.Should().Contain(finding => finding.Kind == FindingKind.Inserted && finding.GrantId == grant && finding.Sequence == 3);

        Task<IReadOnlyList<string>> GapsAsync() => platform.SqlAsync("select gaps::text from gmailplatform.history_tree");
    }

    [Fact]
    public async Task A_log_of_the_form_of_before_is_followed_by_one_under_another_name_over_the_same_events()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        await platform.Get<IGrantStore>().ConnectAsync(Tenant);
        var before = (await platform.SendAsync(new PublishCheckpoint())).Checkpoint;
        await platform.SqlAsync("create table gmailplatform.history_leaf (leaf_index bigint)");

        await platform.Get<Migrations>().ApplyAsync(CancellationToken.None);

        (await platform.SendAsync(new PublishCheckpoint())).Checkpoint.Should().Match<Checkpoint>(after => after.Size == before.Size && after.Origin != before.Origin);
        (await VerifyAsync(platform)).Findings.Should().BeEmpty();
    }

    [Fact]
    public async Task A_history_from_before_there_were_chains_is_chained_by_the_migration()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        var grants = new List<Guid> { await store.ConnectAsync(Tenant), await store.ConnectAsync(Support.Grants.ATenant()) };
        var hashes = await HashesAsync();
        await platform.SqlAsync("""
            with unchained as (update gmailplatform.mt_events set headers = null) update gmailplatform.mt_doc_grant set data = data - 'historyHead' returning 1
            """);
        var held = await store.HoldAsync(Tenant, grants[0]);
        await held.Awaiting(unchained => store.TryCommitAsync(unchained.Refreshed(Tenant), CancellationToken.None)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*migrate*");

        await platform.Get<Migrations>().ApplyAsync(CancellationToken.None);

        (await HashesAsync()).Should().Equal(hashes);
        (await store.TryCommitAsync((await store.HoldAsync(Tenant, grants[0])).Refreshed(Tenant), CancellationToken.None)).Should().BeTrue();
        (await VerifyAsync(platform)).Should().BeEquivalentTo(new { Size = 7, Findings = Array.Empty<HistoryFinding>() });

        Task<IReadOnlyList<string>> HashesAsync() => platform.SqlAsync("select headers::text from gmailplatform.mt_events order by seq_id");
    }

    [Fact]
    public async Task Witnesses_are_sent_each_checkpoint_and_what_they_do_not_take_is_a_failure_to_try_again()
    {
        using var webhook = new HttpListener();
        var port = GmailPlatform.Testing.World.FreePort();
        webhook.Prefixes.Add($"http://localhost:{port}/");
        webhook.Start();
        var file = Path.Combine(Path.GetTempPath(), $"witness-{Guid.NewGuid():N}.ndjson");
        await using var platform = await Platform.StartAsync(
            await databases.CreateAsync(), ("Audit:Witness:File", file), ("Audit:Witness:Webhook", $"http://localhost:{port}/checkpoints"), ("Audit:Witness:Timeout", "00:00:05"));
        var signed = await platform.SendAsync(new PublishCheckpoint());

        try
        {
            (await platform.SqlAsync("select arguments from hangfire.job order by arguments")).Should().HaveCount(2).And.Contain(arguments => arguments.Contains("webhook"));
            await platform.SendAsync(new SendCheckpoint(0, "file"));
            await platform.SendAsync(new SendCheckpoint(0, "file"));
            var lines = await File.ReadAllLinesAsync(file);
            lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("note").GetString()).Should().Equal(signed.Note, signed.Note);

            (await SendAsync(HttpStatusCode.InternalServerError)).Should().Be(("witness_unavailable", signed.Note));
            (await SendAsync(HttpStatusCode.NoContent)).Should().Be((null, signed.Note));
            (await platform.ResultOfAsync(new SendCheckpoint(1, "file"))).Failure!.Code.Should().Be("not_found");
            (await platform.ResultOfAsync(new SendCheckpoint(0, "telex"))).Failure!.Code.Should().Be("not_found");
        }
        finally
        {
            File.Delete(file);
        }

        async Task<(string? Code, string Body)> SendAsync(HttpStatusCode answer)
        {
            var sending = platform.ResultOfAsync(new SendCheckpoint(0, "webhook"));
            var call = await webhook.GetContextAsync();
            using var body = new StreamReader(call.Request.InputStream, Encoding.UTF8);
            var text = await body.ReadToEndAsync();
            call.Response.StatusCode = (int)answer;
            call.Response.Close();
            return ((await sending).Failure?.Code, text);
        }
    }

    private static async Task<VerifiedHistory> VerifyAsync(Platform platform, string? publicKeys = null)
    {
        using var output = new MemoryStream();
        await platform.SendAsync(new ExportHistory(output));
        return await HistoryToTamperWith.VerifyAsync(platform, Encoding.UTF8.GetString(output.ToArray()), publicKeys, witness: null);
    }
}
