using System.Xml.Linq;
using GmailPlatform.Infrastructure.Store;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>A row of the ring: a key, or a revocation.</summary>
internal sealed record KeyRingRow(string Id, string Xml);

/// <summary>Keeps Data Protection's key ring in a table, so that every node has the same one.</summary>
internal sealed class PostgresXmlRepository(NpgsqlDataSource database) : IXmlRepository
{
    public const string TableName = $"{MartenSetup.Schema}.{Name}";

    private const string Name = "key_ring";

    /// <summary>Of several nodes that find an empty ring, one makes the first key.</summary>
    private const long FirstKeyLockId = 0x676D61696D;

    /// <summary>The column that documents refer to.</summary>
    public static (string Schema, string Table, string Column) KeyReference => (MartenSetup.Schema, Name, "id");

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("id").AsPrimaryKey();
        table.AddColumn<string>("xml").NotNull();
        return table;
    }

    public IReadOnlyList<KeyRingRow> Read()
    {
        using var command = database.CreateCommand($"select id, xml from {TableName} order by id");
        using var reader = command.ExecuteReader();
        var rows = new List<KeyRingRow>();
        while (reader.Read())
        {
            rows.Add(new KeyRingRow(reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }

    public IReadOnlyCollection<XElement> GetAllElements() => [.. Read().Select(row => XElement.Parse(row.Xml))];

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand($"insert into {TableName} (id, xml) values ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = friendlyName });
        command.Parameters.Add(new NpgsqlParameter { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }

    /// <summary>Runs <paramref name="create"/> unless another node makes the first key meanwhile, which is then waited for.</summary>
    public void CreateFirst(Action create)
    {
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({FirstKeyLockId})", connection, transaction);
        command.ExecuteNonQuery();
        if (Read().Count == 0)
        {
            create();
        }
    }

    /// <summary>Writes all the new texts or none; none when a row is no longer as it was read.</summary>
    public async Task<bool> TryReplaceAsync(IReadOnlyList<(KeyRingRow Before, string Xml)> changes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (before, xml) in changes)
        {
            await using var command = new NpgsqlCommand($"update {TableName} set xml = $3 where id = $1 and xml = $2", connection, transaction);
            command.Parameters.Add(new NpgsqlParameter { Value = before.Id });
            command.Parameters.Add(new NpgsqlParameter { Value = before.Xml });
            command.Parameters.Add(new NpgsqlParameter { Value = xml });
            if (await command.ExecuteNonQueryAsync(ct) == 0)
            {
                return false;
            }
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>False when something rests under the key: a foreign key says so.</summary>
    public async Task<bool> TryDeleteAsync(Guid keyId, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"delete from {TableName} where id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = SealedPayload.KeyRow(keyId) });
        try
        {
            await command.ExecuteNonQueryAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
    }

    /// <summary>The keys that anything rests under.</summary>
    public IReadOnlyList<Guid> ReadKeysInUse()
    {
        using var command = database.CreateCommand(SealedTable.KeysInUse);
        using var reader = command.ExecuteReader();
        var keys = new List<Guid>();
        while (reader.Read())
        {
            keys.Add(SealedPayload.KeyOfRow(reader.GetString(0)));
        }

        return keys;
    }
}
