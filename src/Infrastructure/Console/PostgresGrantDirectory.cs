using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Console;

/// <summary>Reads one page of grants in the order of an index, and then what stands beside them.</summary>
internal sealed class PostgresGrantDirectory(NpgsqlDataSource database, IDocumentStore store) : IGrantDirectory
{
    /// <summary>The table that has an index on the last digits of ids.</summary>
    private const string Grants = $"{MartenSetup.Schema}.mt_doc_grant";

    private const string ShortIdIndex = "grant_by_short_id";
    private const string ShortId = "\"right\"(id::text, 12)";
    private const string ExpiresAt = "d.access_token_expires_at";

    /// <summary>Created by our SQL: Marten has no index on part of an id.</summary>
    public static string CreateIndex { get; } = $"create index if not exists {ShortIdIndex} on {Grants} (({ShortId}))";

    /// <summary>Keeps the index: Marten would drop one that it does not know.</summary>
    public static void KeepIndex(MartenRegistry.DocumentMappingExpression<Grant> grants) => grants.IgnoreIndex(ShortIdIndex);

    public async Task<IReadOnlyList<Guid>> FindIdsAsync(string shortId, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select id from {Grants} where {ShortId} = $1 limit 2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shortId });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<Guid>();
        while (await rows.ReadAsync(ct))
        {
            found.Add(rows.GetGuid(0));
        }

        return found;
    }

    public async Task<IReadOnlyList<FoundGrant>> FindAsync(GrantFilter filter, GrantOrder order, GrantPosition? after, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        command.CommandText = Sql(command, filter, order, after, limit);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<FoundGrant>();
        while (await rows.ReadAsync(ct))
        {
            var grant = store.Options.Serializer().ReadJson<Grant>(rows, 0);
            found.Add(new FoundGrant(grant, new TenantId(Guid.Parse(rows.GetString(1))), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetString(3)));
        }

        return found;
    }

    private static string Sql(NpgsqlCommand command, GrantFilter filter, GrantOrder order, GrantPosition? after, int limit)
    {
        var (orderBy, comparison) = order switch
        {
            GrantOrder.Newest => ("d.id desc", "<"),
            GrantOrder.Oldest => ("d.id", ">"),
            GrantOrder.Expiring => ($"{ExpiresAt}, d.id", ">"),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "An order that no index knows."),
        };
        List<string> conditions = ["true"];
        if (filter.Status is { } status)
        {
            conditions.Add($"d.data ->> 'status' = {Parameter(status.ToString())}");
        }

        if (filter.Tenant is { } tenant)
        {
            conditions.Add($"d.tenant_id = {Parameter(tenant.ToString())}");
        }

        if (filter.Email is { } email)
        {
            conditions.Add($"(d.tenant_id, d.id) in (select tenant_id, id from {MartenSetup.Schema}.mt_doc_grant_account where data ->> 'emailKey' = {Parameter(email.ToLowerInvariant())})");
        }

        if (after is not null)
        {
            conditions.Add(order is GrantOrder.Expiring
                ? $"({ExpiresAt}, d.id) > ({Parameter((after.Date ?? DateTimeOffset.MinValue).ToUniversalTime())}, {Parameter(after.Id)})"
                : $"d.id {comparison} {Parameter(after.Id)}");
        }

        return $"""
            select d.data, d.tenant_id, tenant.data -> 'tenant' ->> 'name', account.data ->> 'email'
            from (select d.id, d.tenant_id, d.access_token_expires_at, d.data from {Grants} d
                where {string.Join(" and ", conditions)} order by {orderBy} limit {Parameter(limit)}) d
            join {MartenSetup.Schema}.mt_doc_tenant tenant on tenant.id = d.tenant_id::uuid
            left join {MartenSetup.Schema}.mt_doc_grant_account account on account.tenant_id = d.tenant_id and account.id = d.id
            order by {orderBy}
            """;

        string Parameter(object value)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            return $"${command.Parameters.Count}";
        }
    }
}
