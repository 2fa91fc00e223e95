using GmailPlatform.Infrastructure.Console;
using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Hangfire.PostgreSql;
using Marten;
using Marten.Storage;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Brings the database to the form that this version needs: Hangfire's objects, then Marten's, whose presence is what readiness looks for.
/// Goes past a pooler: the lock and Hangfire's <c>SET search_path</c> belong to a session.
/// </summary>
public sealed class Migrations
{
    /// <summary>Of several nodes that start at once, one migrates and the others wait.</summary>
    private const long LockId = 0x676D61696C;

    private readonly IDocumentStore _store;
    private readonly NpgsqlDataSource _database;
    private readonly DatabaseAddresses _addresses;
    private readonly KeyRingAdoption _keyRing;
    private readonly DocumentAdoption _documents;

    internal Migrations(IDocumentStore store, NpgsqlDataSource database, DatabaseAddresses addresses, KeyRingAdoption keyRing, DocumentAdoption documents) =>
        (_store, _database, _addresses, _keyRing, _documents) = (store, database, addresses, keyRing, documents);

    /// <summary>Whether this process has applied them.</summary>
    internal bool Applied { get; private set; }

    /// <summary>Brings the schema up to date. A node that comes second waits for the first.</summary>
    public async Task ApplyAsync(CancellationToken ct)
    {
        await using var direct = _addresses.Direct is { } address ? NpgsqlDataSource.Create(address) : null;
        await DatabaseWatch.RunAsync(direct ?? _database, watched => ApplyWatchedAsync(direct ?? _database, watched), ct);
    }

    private async Task ApplyWatchedAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockId})", ct);
        try
        {
            PostgreSqlObjectsInstaller.Install(connection, HangfireSetup.Schema);
            await ExecuteAsync(connection, HistoryTables.EndFormerLog, ct);
            await using (var schema = new MartenDatabase((StoreOptions)_store.Options, database, nameof(Migrations)))
            {
                await schema.ApplyAllConfiguredChangesToDatabaseAsync(JasperFx.AutoCreate.CreateOrUpdate, ct: ct);
            }

            await ExecuteAsync(connection, HistoryIndexes.Create, ct);
            await ExecuteAsync(connection, PostgresGrantDirectory.CreateIndex, ct);
            await ExecuteAsync(connection, HistoryTables.Begin, ct);
            await HistoryChains.ChainAllAsync(connection, ct);
            await ExecuteAsync(connection, SealedTable.NoteKeys, ct);
            await _keyRing.ApplyAsync(ct);
            await _documents.ApplyAsync(ct);
            Applied = true;
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockId})", CancellationToken.None);
        }
    }

    /// <summary>Throws when the database is not in the form that this version needs.</summary>
    public Task AssertAppliedAsync(CancellationToken ct) => _store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(ct);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
