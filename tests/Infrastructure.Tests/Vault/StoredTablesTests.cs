using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Vault;

/// <summary>Each table of the database is judged in <c>docs/stored-tables.md</c>: what its owner can do with a write, and what stops it.</summary>
public sealed class StoredTablesTests(Databases databases)
{
    [Fact]
    public async Task S3_Every_table_is_judged_and_those_that_are_called_authenticated_are()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var tables = await platform.SqlAsync("select schemaname || '.' || tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
        var judged = await ReadAsync();

        tables.Should().HaveCountGreaterThan(30);
        judged.Keys.Should().BeEquivalentTo(tables, "a new table has to be judged");
        judged.Values.Should().OnlyContain(verdict => verdict == "authenticated" || verdict == "sealed" || verdict == "in the history" || verdict == "harmless" || verdict == "unprotected");
        judged.Where(table => table.Value == "authenticated").Select(table => table.Key)
            .Should().BeEquivalentTo([.. platform.Get<DocumentKinds>().All.Select(kind => kind.Table), Infrastructure.Vault.PostgresXmlRepository.TableName]);
    }

    private static async Task<Dictionary<string, string>> ReadAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "GmailPlatform.sln")))
        {
            root = root.Parent!;
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(root.FullName, "docs", "stored-tables.md"));
        return lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2], StringComparer.Ordinal);
    }
}
