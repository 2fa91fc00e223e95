using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.Processes.Tests;

/// <summary>Looks into a world's database.</summary>
internal static class Sql
{
    /// <summary>The first column of each row, as text.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(this WorldSettings settings, string sql)
    {
        await using var connection = await OpenAsync(settings);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    /// <summary>Lets nobody write into a table until it is disposed.</summary>
    public static async Task<NpgsqlConnection> HoldUpWritesAsync(this WorldSettings settings, string table = "mt_events")
    {
        var connection = await OpenAsync(settings);
        await using var command = new NpgsqlCommand($"begin; lock table gmailplatform.{table} in exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Every row of every table of the platform, as text.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> DumpAsync(this WorldSettings settings)
    {
        var tables = await settings.ReadAsync(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('gmailplatform', 'hangfire') order by 1");
        var dump = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var table in tables)
        {
            dump[table] = await settings.ReadAsync($"select t::text from {table} t");
        }

        return dump;
    }

    private static async Task<NpgsqlConnection> OpenAsync(WorldSettings settings)
    {
        // Without a pool: the database is dropped when the tests are over.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
