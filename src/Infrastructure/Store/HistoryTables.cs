using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>What rests of the tree of all events.</summary>
internal static class HistoryTables
{
    /// <summary>One row: how far the tree goes.</summary>
    public const string Tree = $"{MartenSetup.Schema}.history_tree";

    /// <summary>Which event each leaf is, with its grant and place, so that one that is gone still has a name.</summary>
    public const string Leaf = $"{MartenSetup.Schema}.history_leaf";

    /// <summary>Hashes, 256 to a row.</summary>
    public const string Tile = $"{MartenSetup.Schema}.history_tile";

    /// <summary>Signed heads.</summary>
    public const string Checkpoint = $"{MartenSetup.Schema}.history_checkpoint";

    /// <summary>Makes the row, and with it the name of this log, once.</summary>
    public const string Begin = $"""
        insert into {Tree} (id, origin, size, settled) values (1, 'gmailplatform/' || gen_random_uuid(), 0, 0) on conflict do nothing
        """;

    public static IEnumerable<ISchemaObject> All()
    {
        var tree = new Table(Tree);
        tree.AddColumn<int>("id").AsPrimaryKey();
        tree.AddColumn<string>("origin").NotNull();
        tree.AddColumn<long>("size").NotNull();
        tree.AddColumn<long>("settled").NotNull();
        tree.AddColumn<long>("mark");
        tree.AddColumn("mark_xid", "xid8");
        tree.AddColumn<DateTimeOffset>("marked_at");
        yield return tree;

        var leaf = new Table(Leaf);
        leaf.AddColumn<long>("leaf_index").AsPrimaryKey();
        leaf.AddColumn<long>("seq_id").NotNull();
        leaf.AddColumn<Guid>("stream_id").NotNull();
        leaf.AddColumn<long>("version").NotNull();
        leaf.Indexes.Add(new IndexDefinition("history_leaf_of_event") { Columns = ["seq_id"], IsUnique = true });
        yield return leaf;

        var tile = new Table(Tile);
        tile.AddColumn<int>("level").AsPrimaryKey();
        tile.AddColumn<long>("tile_index").AsPrimaryKey();
        tile.AddColumn("hashes", "bytea").NotNull();
        yield return tile;

        var checkpoint = new Table(Checkpoint);
        checkpoint.AddColumn<long>("size").AsPrimaryKey();
        checkpoint.AddColumn<string>("key_id").AsPrimaryKey();
        checkpoint.AddColumn<string>("note").NotNull();
        checkpoint.AddColumn<DateTimeOffset>("signed_at").NotNull();
        checkpoint.AddColumn<DateTimeOffset>("confirmed_at").NotNull();
        yield return checkpoint;
    }
}
