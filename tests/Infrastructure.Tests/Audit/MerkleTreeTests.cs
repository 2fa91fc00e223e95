using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Audit;
using GmailPlatform.Testing;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Our trees against a second implementation, and both against the values that Certificate Transparency's own tests use.</summary>
public sealed class MerkleTreeTests
{
    private const int Largest = 70;

    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, Largest).Select(number => MerkleTree.HashLeaf([(byte)number]))];

    private static readonly string[] KnownLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void A_known_tree_has_its_known_root(int size, string root)
    {
        var leaves = KnownLeaves[..size].Select(Convert.FromHexString).ToArray();
        var tree = new MerkleFrontier();
        Array.ForEach(leaves, leaf => tree.Append(MerkleTree.HashLeaf(leaf)));

        Convert.ToHexStringLower(tree.Root).Should().Be(root);
        Convert.ToHexStringLower(Rfc6962.Root(leaves.Select(Rfc6962.Leaf).ToArray())).Should().Be(root);
    }

    [Fact]
    public void Every_inclusion_proof_is_that_of_the_RFC()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var (leaves, root) = (Leaves[..size], Rfc6962.Root(Leaves.AsSpan(0, size)));
            for (var index = 0; index < size; index++)
            {
                var path = Hashes(MerkleTree.InclusionPath(index, size));

                path.Should().BeEquivalentTo(Rfc6962.Path(index, leaves), options => options.WithStrictOrdering());
                Rfc6962.IsIncluded(leaves[index], index, size, path, root).Should().BeTrue();
                MerkleTree.RootOf(leaves[index], index, size, path).Should().Equal(root);
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_is_that_of_the_RFC()
    {
        for (var to = 1; to <= Largest; to++)
        {
            for (var from = 1; from <= to; from++)
            {
                var path = Hashes(MerkleTree.ConsistencyPath(from, to));

                path.Should().BeEquivalentTo(Rfc6962.Proof(from, Leaves.AsSpan(0, to)), options => options.WithStrictOrdering());
                Rfc6962.IsConsistent(from, Rfc6962.Root(Leaves.AsSpan(0, from)), to, Rfc6962.Root(Leaves.AsSpan(0, to)), path).Should().BeTrue();
            }
        }
    }

    [Fact]
    public void Tiles_grow_to_the_same_whatever_is_added_at_once()
    {
        const int Many = (256 * 256) + 300;
        var (tiles, size) = (new Dictionary<TileId, Tile>(), 0L);
        var tree = new MerkleFrontier();
        foreach (var chunk in Enumerable.Range(0, Many).Select(number => MerkleTree.HashLeaf(BitConverter.GetBytes(number))).Chunk(5_000))
        {
            var edge = TileEdge.Of(size, tiles);
            foreach (var leaf in chunk)
            {
                edge.Append(leaf);
                tree.Append(leaf);
            }

            foreach (var (id, tile) in edge.Changed)
            {
                tiles[id] = new Tile(tile.Hashes);
            }

            size += chunk.Length;
        }

        tiles.Keys.Where(id => id.Level == 0).Should().HaveCount(258);
        tiles[new TileId(1, 0)].Count.Should().Be(256);
        tiles[new TileId(1, 1)].Count.Should().Be(1);
        tiles[new TileId(2, 0)].Count.Should().Be(1);
        MerkleTree.HashNode(tiles[new TileId(2, 0)][0], MerkleTree.HashNode(tiles[new TileId(0, 256)].RootOf(0, 256), Rest(tiles[new TileId(0, 257)]))).Should().Equal(tree.Root);

        static byte[] Rest(Tile tile) => MerkleTree.HashNode(tile.RootOf(0, 32), MerkleTree.HashNode(tile.RootOf(32, 8), tile.RootOf(40, 4)));
    }

    private static List<byte[]> Hashes(IReadOnlyList<MerkleRange> ranges) =>
        [.. ranges.Select(range => Rfc6962.Root(Leaves.AsSpan((int)range.Start, (int)(range.End - range.Start))))];
}
