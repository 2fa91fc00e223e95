using GmailPlatform.Infrastructure.Console;
using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Hangfire.PostgreSql;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>Brings the database to the form that this version needs: Hangfire's objects, then Marten's, whose presence is what readiness looks for.</summary>
public sealed class Migrations
{
    /// <summary>Of several nodes that start at once, one migrates and the others wait.</summary>
    private const long LockId = 0x676D61696C;

    private readonly IDocumentStore _store;
    private readonly NpgsqlDataSource _database;
    private readonly KeyRingAdoption _keyRing;
    private readonly DocumentAdoption _documents;

    internal Migrations(IDocumentStore store, NpgsqlDataSource database, KeyRingAdoption keyRing, DocumentAdoption documents) =>
        (_store, _database, _keyRing, _documents) = (store, database, keyRing, documents);

    /// <summary>Whether this process has applied them.</summary>
    internal bool Applied { get; private set; }

    /// <summary>Brings the schema up to date. A node that comes second waits for the first.</summary>
    public Task ApplyAsync(CancellationToken ct) => DatabaseWatch.RunAsync(_database, ApplyWatchedAsync, ct);

    private async Task ApplyWatchedAsync(CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockId})", ct);
        try
        {
            PostgreSqlObjectsInstaller.Install(connection, HangfireSetup.Schema);
            await ExecuteAsync(connection, HistoryTables.EndFormerLog, ct);
            await _store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(JasperFx.AutoCreate.CreateOrUpdate);
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
