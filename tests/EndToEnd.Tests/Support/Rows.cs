using Npgsql;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What rests in the database, read past the platform.</summary>
internal static class Rows
{
    /// <summary>A digest of every table, jobs included, so that a row more, a row less and a changed row all show.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DigestAsync(string connectionString) =>
        (await ReadAsync(connectionString)).Where(table => !MadeByTheClock(table.Key)).ToDictionary(
            table => table.Key,
            table => $"{table.Value.Count} rows, {string.Join('\n', table.Value.Order(StringComparer.Ordinal)).GetHashCode(StringComparison.Ordinal)}",
            StringComparer.Ordinal);

    /// <summary>Every row of every table as text, by table.</summary>
    public static async Task<IReadOnlyDictionary<string, List<string>>> ReadAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var tables = await QueryAsync(database, """
            select quote_ident(table_schema) || '.' || quote_ident(table_name) from information_schema.tables
            where table_type = 'BASE TABLE' and (table_schema = 'gmailplatform' or (table_schema, table_name) in (('hangfire', 'job'), ('hangfire', 'jobparameter')))
            """);
        var rows = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            rows[table] = await QueryAsync(database, Query(table));
        }

        return rows;
    }

    /// <summary>Every row of every table there is, whoever made it, each column as text; bytes as hex.</summary>
    public static async Task<IReadOnlyDictionary<string, List<string>>> ReadAllAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var rows = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in await QueryAsync(database, """
            select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
            """))
        {
            rows[table] = await QueryAsync(database, $"select t::text from {table} t");
        }

        return rows;
    }

    /// <summary>The tree of all events, which a recurring job makes of what rests elsewhere.</summary>
    private static bool MadeByTheClock(string table) =>
        table.StartsWith("gmailplatform.history_", StringComparison.Ordinal) || table is "gmailplatform.mt_doc_checkpoint_key";

    /// <summary>Recurring jobs come by the clock on the wall and have nothing to do with a test.</summary>
    private static string Query(string table) => table switch
    {
        "hangfire.job" => "select job::text from hangfire.job where invocationdata::text not similar to '%(MaintenanceJobs|AuditJobs)%'",
        "hangfire.jobparameter" =>
            "select p::text from hangfire.jobparameter p join hangfire.job on job.id = p.jobid where invocationdata::text not similar to '%(MaintenanceJobs|AuditJobs)%'",
        _ => $"select t::text from {table} t",
    };

    private static async Task<List<string>> QueryAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
