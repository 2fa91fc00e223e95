using Npgsql;

namespace GmailPlatform.DevHost.Postgres;

/// <summary>Databases of a server, through its superuser's connection string.</summary>
internal static class PostgresDatabases
{
    public static async Task<string> EnsureAsync(string server, string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(ct) is null)
        {
            await ExecuteAsync(connection, $"CREATE DATABASE {Quote(name)}", ct);
        }

        return Naming(server, name);
    }

    public static async Task<string> CreateAsync(string server, CancellationToken ct)
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, $"CREATE DATABASE {Quote(name)} TEMPLATE template0", ct);
        return Naming(server, name);
    }

    public static async Task DropAsync(string server, string database, CancellationToken ct)
    {
        await using (var pool = new NpgsqlConnection(database))
        {
            NpgsqlConnection.ClearPool(pool);
        }

        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {Quote(new NpgsqlConnectionStringBuilder(database).Database!)} WITH (FORCE)", ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Naming(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
