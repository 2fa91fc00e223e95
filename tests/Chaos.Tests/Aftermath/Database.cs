using Npgsql;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Looks into the platform's database when the chaos is over.</summary>
internal sealed class Database(string connectionString)
{
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    /// <summary>The first column of each row, as text.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    /// <summary>Every table of the platform and of its jobs.</summary>
    public Task<IReadOnlyList<string>> TablesAsync() =>
        ReadAsync("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('gmailplatform', 'hangfire') order by 1");
}
