using System.Security.Cryptography;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>The tree in the database, over a history that fills more than one tile.</summary>
public sealed class HistoryTreeTests(HistoryTreeTests.Past past) : IClassFixture<HistoryTreeTests.Past>
{
    private readonly Platform _platform = past.Platform;
    private readonly IHistoryTree _tree = past.Platform.Get<IHistoryTree>();

    [Fact]
    public async Task Every_event_has_one_leaf_and_the_head_is_over_all_of_them()
    {
        var leaves = await LeavesAsync();

        (await _platform.SqlAsync("select 1 from gmailplatform.mt_events e full join (select unnest(seq_ids) seq_id from gmailplatform.history_leaf_tile) l using (seq_id) where e.seq_id is null or l.seq_id is null")).Should().BeEmpty();
        leaves.Length.Should().Be(past.Sizes[^1]).And.BeGreaterThan(512);
        (await _platform.SendAsync(new GetCheckpoint())).Checkpoint.RootHash.Should().Equal(Rfc6962.Root(leaves));
    }

    [Fact]
    public async Task A_proof_of_any_leaf_leads_to_the_root_of_any_size()
    {
        var leaves = await LeavesAsync();
        foreach (var (index, size) in new[] { (0, 1), (0, 256), (255, 256), (255, 257), (256, 257), (3, 300), (299, 300), (300, 513), (511, 513), (512, 513), (0, leaves.Length), (leaves.Length - 1, leaves.Length) })
        {
            var path = await _tree.HashesOfAsync(MerkleTree.InclusionPath(index, size), CancellationToken.None);

            path.Should().BeEquivalentTo(Rfc6962.Path(index, leaves.AsSpan(0, size)), options => options.WithStrictOrdering());
            Rfc6962.IsIncluded(leaves[index], index, size, path, Rfc6962.Root(leaves.AsSpan(0, size))).Should().BeTrue();
        }
    }

    [Fact]
    public async Task An_event_of_the_tenant_is_proven_and_that_of_another_is_not_there()
    {
        var (tenant, grant) = past.Grants[7];
        var proof = await _platform.SendAsync(new GetInclusionProof(new Caller(tenant, Actor.User), grant, 2));

        proof.Fact.Should().BeEquivalentTo(new { GrantId = grant, Sequence = 2L, Type = "code_exchanged", TenantId = tenant.ToString() });
        Rfc6962.IsIncluded(Rfc6962.Leaf(SHA256.HashData(proof.Fact.ToCanonicalJson())), proof.LeafIndex, proof.Checkpoint.Checkpoint.Size, proof.Path, proof.Checkpoint.Checkpoint.RootHash)
            .Should().BeTrue();
        (await _platform.ResultOfAsync(new GetInclusionProof(new Caller(past.Grants[8].Tenant, Actor.User), grant, 2))).Failure!.Code.Should().Be("not_found");
        (await _platform.ResultOfAsync(new GetInclusionProof(new Caller(tenant, Actor.User), grant, 4))).Failure!.Code.Should().Be("not_found");
    }

    [Fact]
    public async Task Each_checkpoint_continues_those_before_it()
    {
        var leaves = await LeavesAsync();
        foreach (var (from, to) in past.Sizes.Zip(past.Sizes.Skip(1)).Append((1, past.Sizes[0])).Append((256, 512)).Append((257, leaves.Length)))
        {
            var proof = await _platform.SendAsync(new GetConsistencyProof(from, to));

            Rfc6962.IsConsistent(from, Rfc6962.Root(leaves.AsSpan(0, from)), to, Rfc6962.Root(leaves.AsSpan(0, to)), proof.Path).Should().BeTrue("{0} is the beginning of {1}", from, to);
        }

        (await _platform.ResultOfAsync(new GetConsistencyProof(1, leaves.Length + 1))).Failure!.Code.Should().Be("checkpoint_pending");
    }

    [Fact]
    public async Task A_checkpoint_is_signed_by_a_listed_key_as_a_signed_note()
    {
        var note = SignedNote.Parse((await _platform.SendAsync(new GetCheckpoint())).Note)!;
        var key = (await _platform.SendAsync(new ListCheckpointKeys()))[^1];

        key.RetiredAt.Should().BeNull();
        note.Signatures.Should().ContainSingle().Which.KeyId.Should().Be(key.Key.Id);
        _platform.Get<ISignatureCheck>().Verifies(key.Key, note.Text, note.Signatures[0].Signature).Should().BeTrue();
        _platform.Get<ISignatureCheck>().Verifies(key.Key, note.Text + "x\n", note.Signatures[0].Signature).Should().BeFalse();
    }

    private async Task<byte[][]> LeavesAsync()
    {
        var leaves = new List<byte[]>();
        await foreach (var leaf in _platform.Get<IHistoryExport>().ListLeavesAsync(past.Sizes[^1], CancellationToken.None))
        {
            leaves.Add(Rfc6962.Leaf(SHA256.HashData(leaf.Event!.Fact!.ToCanonicalJson())));
        }

        return [.. leaves];
    }

    /// <summary>Grants that were connected by many at once, with checkpoints between.</summary>
    public sealed class Past(Databases databases) : IAsyncLifetime
    {
        public Platform Platform { get; private set; } = null!;

        public IReadOnlyList<(Domain.Tenancy.TenantId Tenant, Guid Id)> Grants { get; private set; } = [];

        public List<int> Sizes { get; } = [];

        public async ValueTask InitializeAsync()
        {
            Platform = await Platform.StartAsync(await databases.CreateAsync());
            var store = Platform.Get<IGrantStore>();
            var grants = new List<(Domain.Tenancy.TenantId, Guid)>();
            foreach (var count in new[] { 1, 90, 100 })
            {
                var connected = Enumerable.Range(0, count).Select(_ => Support.Grants.ATenant()).ToList();
                var publishing = Platform.SendAsync(new PublishCheckpoint());
                grants.AddRange(await Task.WhenAll(connected.Select(async tenant => (tenant, await store.ConnectAsync(tenant)))));
                await publishing;
                Sizes.Add((int)(await Platform.SendAsync(new PublishCheckpoint())).Checkpoint.Size);
            }

            Grants = grants;
        }

        public ValueTask DisposeAsync() => Platform.DisposeAsync();
    }
}
