using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

internal static class RowReads
{
    /// <summary>Reads the one row of a statement; null when there is none. Npgsql prepares it where the connection string lets it.</summary>
    public static async Task<T?> QueryRowAsync<T>(
        this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] parameters)
        where T : class
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SingleRow, ct);
        return await reader.ReadAsync(ct) ? read(reader) : null;
    }

    /// <summary>A document in a column of a row that has more than one: the serializer's own reading leaves its stream open.</summary>
    public static T ReadJson<T>(this ISerializer serializer, NpgsqlDataReader row, int column)
    {
        using var json = new MemoryStream(row.GetFieldValue<byte[]>(column), writable: false);
        return serializer.FromJson<T>(json);
    }
}
