using System.Globalization;
using GmailPlatform.Application.Console;
using Npgsql;

namespace GmailPlatform.Infrastructure.Console;

internal sealed class PostgresProbe(NpgsqlDataSource database) : IDatabaseProbe
{
    private const string State = """
        select current_setting('server_version'), pg_database_size(current_database()),
            (select count(*)::int from pg_stat_activity where backend_type = 'client backend'), current_setting('max_connections')
        """;

    public async Task<DatabaseState> AskAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        // Real time: the network knows no other.
        var started = TimeProvider.System.GetTimestamp();
        await using (var nothing = new NpgsqlCommand("select 1", connection))
        {
            await nothing.ExecuteScalarAsync(ct);
        }

        var roundTrip = TimeProvider.System.GetElapsedTime(started);
        await using var command = new NpgsqlCommand(State, connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new DatabaseState(row.GetString(0), roundTrip, row.GetInt64(1), row.GetInt32(2), int.Parse(row.GetString(3), CultureInfo.InvariantCulture));
    }
}
