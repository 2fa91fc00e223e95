using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>A row of the ring: a key, a revocation, or the integrity key.</summary>
/// <param name="Mac">See <see cref="KeyRingAuthentication"/>. Null for a row that was never authenticated.</param>
internal sealed record KeyRingRow(string Id, string Xml, string? Mac)
{
    public bool IsKey => SealedPayload.TryKeyOfRow(Id) is not null;
}

/// <summary>Keeps Data Protection's key ring in a table, so that every node has the same one.</summary>
internal sealed class PostgresXmlRepository(NpgsqlDataSource database, KeyRingAuthentication authentication) : IXmlRepository
{
    public const string TableName = $"{MartenSetup.Schema}.{Name}";

    private const string Name = "key_ring";

    /// <summary>Characters. The platform's own rows have a few thousand; of longer ones only so much is read, which is not authentic.</summary>
    private const int LongestText = 65_536;

    private const int LongestId = 200;

    private const string Insert = $"insert into {TableName} (id, xml, mac) values ($1, $2, $3)";

    /// <summary>Seconds; reading the ring blocks the caller's thread.</summary>
    private const int ReadTimeout = 3;

    /// <summary>Of several nodes that find an empty ring, one makes the first key.</summary>
    private const long FirstKeyLockId = 0x676D61696D;

    /// <summary>The column that documents refer to.</summary>
    public static (string Schema, string Table, string Column) KeyReference => (MartenSetup.Schema, Name, "id");

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("id").AsPrimaryKey();
        table.AddColumn<string>("xml").NotNull();
        table.AddColumn<string>("mac");
        return table;
    }

    public IReadOnlyList<KeyRingRow> Read()
    {
        using var command = database.CreateCommand($"select left(id, {LongestId}), left(xml, {LongestText}), left(mac, {LongestId}) from {TableName} order by id");
        command.CommandTimeout = ReadTimeout;
        using var reader = command.ExecuteReader();
        var rows = new List<KeyRingRow>();
        while (reader.Read())
        {
            rows.Add(new KeyRingRow(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return rows;
    }

    /// <summary>Only the authentic rows: Data Protection instantiates the types that they name.</summary>
    public IReadOnlyCollection<XElement> GetAllElements() => authentication.Judge(Read()).Elements;

    public void StoreElement(XElement element, string friendlyName)
    {
        var rows = Read();
        var integrityId = authentication.FindIntegrityId(rows)
            ?? throw new SealingKeyMissingException(VaultFailures.IntegrityKeyMissing(rows.Any(row => row.Id == IntegrityRow.Id)));
        var xml = element.ToString(SaveOptions.DisableFormatting);
        using var command = database.CreateCommand(Insert);
        Add(command.Parameters, friendlyName, xml, authentication.Authenticate(friendlyName, xml, integrityId));
        command.ExecuteNonQuery();
    }

    /// <summary>Runs <paramref name="create"/> unless another node makes the first key meanwhile, which is then waited for.</summary>
    public void CreateFirst(Action create)
    {
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({FirstKeyLockId})", connection, transaction);
        command.ExecuteNonQuery();
        if (!Read().Any(row => row.IsKey))
        {
            create();
        }
    }

    /// <summary>Writes all rows, or none if a row has changed since it was read.</summary>
    public async Task<bool> TryReplaceAsync(IReadOnlyList<(KeyRingRow Before, KeyRingRow After)> changes, IReadOnlyList<KeyRingRow> added, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (before, after) in changes)
        {
            await using var command = new NpgsqlCommand(
                $"update {TableName} set xml = $4, mac = $5 where id = $1 and xml = $2 and mac is not distinct from $3", connection, transaction);
            Add(command.Parameters, before.Id, before.Xml, before.Mac, after.Xml, after.Mac);
            if (await command.ExecuteNonQueryAsync(ct) == 0)
            {
                return false;
            }
        }

        foreach (var row in added)
        {
            await using var command = new NpgsqlCommand(Insert, connection, transaction);
            Add(command.Parameters, row.Id, row.Xml, row.Mac);
            await command.ExecuteNonQueryAsync(ct);
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
        command.CommandTimeout = ReadTimeout;
        using var reader = command.ExecuteReader();
        var keys = new List<Guid>();
        while (reader.Read())
        {
            // A name that no key has is that of a row which is rejected anyway.
            keys.AddRange(SealedPayload.TryKeyOfRow(reader.GetString(0)) is { } keyId ? [keyId] : []);
        }

        return keys;
    }

    private static void Add(NpgsqlParameterCollection parameters, params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }
    }
}
