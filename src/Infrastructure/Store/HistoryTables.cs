using Weasel.Core;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>What rests of the tree of all events.</summary>
internal static class HistoryTables
{
    /// <summary>One row: how far the tree goes.</summary>
    public const string Tree = $"{MartenSetup.Schema}.history_tree";

    /// <summary>Which event each leaf is, with its grant and place, so that one that is gone still has a name. 256 to a row, since each append pays for it.</summary>
    public const string LeafTile = $"{MartenSetup.Schema}.history_leaf_tile";

    /// <summary>Hashes, 256 to a row.</summary>
    public const string Tile = $"{MartenSetup.Schema}.history_tile";

    /// <summary>Signed heads.</summary>
    public const string Checkpoint = $"{MartenSetup.Schema}.history_checkpoint";

    /// <summary>Makes the row, and with it the name of this log, once.</summary>
    public const string Begin = $"""
        insert into {Tree} (id, origin, size, settled, reached, gaps) values (1, 'gmailplatform/' || gen_random_uuid(), 0, 0, 0, '{"{}"}') on conflict do nothing
        """;

    /// <summary>A log whose leaves held whole events ends with its checkpoints: another begins under a new name, over the same chains.</summary>
    public const string EndFormerLog = $"""
        do $$ begin
            if to_regclass('{MartenSetup.Schema}.history_leaf') is not null then
                drop table {MartenSetup.Schema}.history_leaf, {Tree}, {Tile}, {Checkpoint};
            end if;
        end $$
        """;

    public static IEnumerable<ISchemaObject> All()
    {
        var tree = new Table(Tree);
        tree.AddColumn<int>("id").AsPrimaryKey();
        tree.AddColumn<string>("origin").NotNull();
        tree.AddColumn<long>("size").NotNull();
        tree.AddColumn<long>("settled").NotNull();
        tree.AddColumn<long>("reached").NotNull();
        tree.AddColumn("gaps", "int8multirange").NotNull();
        tree.AddColumn<long>("mark");
        tree.AddColumn("mark_xid", "xid8");
        tree.AddColumn<DateTimeOffset>("marked_at");
        yield return tree;

        var leafTile = new Table(LeafTile);
        leafTile.AddColumn<long>("tile_index").AsPrimaryKey();
        leafTile.AddColumn("seq_range", "int8range").NotNull();
        leafTile.AddColumn("seq_ids", "bigint[]").NotNull();
        leafTile.AddColumn("stream_ids", "uuid[]").NotNull();
        leafTile.AddColumn("versions", "bigint[]").NotNull();
        leafTile.Indexes.Add(new IndexDefinition("history_leaf_tile_of_event") { Columns = ["seq_range"], Method = IndexMethod.gist });
        yield return leafTile;

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
