using System.Text.Json;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>
/// Checks every row of the watched tables that changed since the last scan. A row that returns to its state before a later write
/// was rolled back in the database: from then on this process rejects it.
/// </summary>
internal sealed class DocumentScan(NpgsqlDataSource database, DocumentKinds kinds, DocumentAuthentication authentication) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<(string Kind, string Id), Seen> _seen = [];

    /// <summary>The rows that are not authentic, such as <c>api_key 0123456789abcdef</c>.</summary>
    public async Task<IReadOnlyList<string>> FindForgedAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var forged = new List<string>();
            foreach (var kind in kinds.All.Where(kind => kind.IsWatched))
            {
                forged.AddRange((await FindForgedAsync(kind, ct)).Select(id => $"{kind.Name} {id}"));
            }

            return forged;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<string>> FindForgedAsync(DocumentKind kind, CancellationToken ct)
    {
        var rows = await ReadAsync($"select id::text, xmin::text from {kind.Table}", [], row => (Id: row.GetString(0), Written: row.GetString(1)), ct);
        var changed = rows.Where(row => !_seen.TryGetValue((kind.Name, row.Id), out var seen) || seen.Written != row.Written).Select(row => row.Id).ToArray();
        if (changed.Length > 0)
        {
            foreach (var (id, written, data) in await ReadAsync(
                $"select id::text, xmin::text, data::text from {kind.Table} where id::text = any($1)", [changed], row => (row.GetString(0), row.GetString(1), row.GetString(2)), ct))
            {
                Judge(kind, id, written, data);
            }
        }

        return [.. rows.Select(row => row.Id).Where(id => _seen.TryGetValue((kind.Name, id), out var seen) && !seen.IsAuthentic)];
    }

    private void Judge(DocumentKind kind, string id, string written, string data)
    {
        var code = FindAuthenticCode(kind, id, data);
        var before = _seen.GetValueOrDefault((kind.Name, id));
        if (code is null)
        {
            authentication.Report(kind.Name, id);
        }
        else if (before?.Code is { } last && last != code)
        {
            authentication.Supersede(last);
        }

        _seen[(kind.Name, id)] = new Seen(written, code ?? before?.Code, code is not null);
    }

    /// <summary>Null for a row that is not authentic, also where its JSON is deeper than any reader takes.</summary>
    private string? FindAuthenticCode(DocumentKind kind, string id, string data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return authentication.IsAuthentic(kind.Name, document.RootElement) && DocumentAuthentication.IdOf(document.RootElement) == id
                ? DocumentAuthentication.FindCode(document.RootElement)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<List<T>> ReadAsync<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A row at the last scan.</summary>
    /// <param name="Written">The transaction that wrote it.</param>
    /// <param name="Code">The code of the last authentic write.</param>
    private sealed record Seen(string Written, string? Code, bool IsAuthentic);
}
