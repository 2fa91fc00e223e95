using GmailPlatform.Application.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;
using NpgsqlTypes;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Finds the grants that a search names by person or id.</summary>
internal sealed class MailboxGrants(NpgsqlDataSource database)
{
    private const string ByPerson = $"""
        select tenant_id, id from {MartenSetup.Schema}.mt_doc_grant_account
        where (data ->> 'emailKey' = $1 or data ->> 'subject' = $2) and ($3 is null or tenant_id = $3)
        """;

    /// <summary>A grant's key begins with its tenant, so each tenant is asked; their names are read off the key's index in as many steps.</summary>
    private const string ById = $"""
        with recursive tenant(id) as (
            select min(tenant_id) from {MartenSetup.Schema}.mt_streams
            union all
            select (select min(tenant_id) from {MartenSetup.Schema}.mt_streams where tenant_id > tenant.id) from tenant where tenant.id is not null)
        select s.tenant_id, s.id from tenant join {MartenSetup.Schema}.mt_streams s on s.tenant_id = tenant.id and s.id = $1
        where $2 is null or s.tenant_id = $2
        """;

    /// <summary>Null when the search names neither, so that all grants are meant.</summary>
    public async Task<IReadOnlyList<(string Tenant, Guid Id)>?> FindAsync(HistoryFilter filter, CancellationToken ct)
    {
        var tenant = new NpgsqlParameter<string?> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = filter.Tenant?.ToString() };
        var byPerson = filter.Person is { } person
            ? await ReadAsync(ByPerson, ct, Text(person.ToLowerInvariant()), Text(person), tenant)
            : null;
        return filter.GrantId switch
        {
            null => byPerson,
            { } id when byPerson is not null => [.. byPerson.Where(grant => grant.Id == id)],
            { } id when filter.Tenant is { } known => [(known.ToString(), id)],
            { } id => await ReadAsync(ById, ct, new NpgsqlParameter<Guid> { TypedValue = id }, tenant),
        };
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private async Task<IReadOnlyList<(string Tenant, Guid Id)>> ReadAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<(string, Guid)>();
        while (await rows.ReadAsync(ct))
        {
            grants.Add((rows.GetString(0), rows.GetGuid(1)));
        }

        return grants;
    }
}
