using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>Looks into, and meddles with, a platform's database.</summary>
internal static class Sql
{
    /// <summary>The first column of each row, as text.</summary>
    public static async Task<IReadOnlyList<string>> SqlAsync(this Platform platform, string sql)
    {
        await using var command = platform.Get<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }
}
