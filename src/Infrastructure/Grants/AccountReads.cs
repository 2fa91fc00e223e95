using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants.Erasures;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>What rests of a Google account, as one statement saw it.</summary>
internal sealed record StoredAccount
{
    public static readonly StoredAccount None = new();

    /// <summary>The grant of the tenant that asks; null where there is none.</summary>
    public StoredGrant? Own { get; init; }

    /// <summary>The grants of other tenants.</summary>
    public IReadOnlyList<(TenantId Tenant, Guid GrantId)> Elsewhere { get; init; } = [];

    /// <summary>Where the tenant's account has no grant, which the platform never writes.</summary>
    public ForgedDataException? Forgery { get; init; }

    /// <summary>Recent erasures of the person.</summary>
    public IReadOnlyList<Erasure> Erasures { get; init; } = [];
}

/// <summary>Reads Google accounts by their <c>sub</c>. Each is read by one statement, so that a grant and its erasure are seen together; reads that meet share it.</summary>
internal sealed class AccountReads
{
    private const int Lanes = 2;
    private const int LargestBatch = 200;

    /// <summary>
    /// From JSON, whose length PostgreSQL does not guess at: it would plan arrays anew each time. Accounts are found one by one, by <c>offset 0</c>: a plan
    /// made while there are few would read all of them, and be kept when there are many.
    /// </summary>
    private const string Sql = $"""
        with wanted as (select * from jsonb_to_recordset($1) as wanted (position int, tenant text, subject text, digest text))
        select wanted.position, found.*, null::timestamptz
        from wanted cross join lateral (
            select account.tenant_id, account.id, d.data, account.data, credential.data
            from {MartenSetup.Schema}.mt_doc_grant_account account
            left join {MartenSetup.Schema}.mt_doc_grant d on d.tenant_id = wanted.tenant and d.tenant_id = account.tenant_id and d.id = account.id
            left join {MartenSetup.Schema}.mt_doc_sealed_credential credential on credential.tenant_id = d.tenant_id and credential.id = d.id
            where account.data ->> 'subject' = wanted.subject offset 0) found
        union all
        select wanted.position, erasure.tenant_id::text, null, null, null, null, erasure.erased_at
        from wanted cross join lateral (select * from {PostgresErasures.TableName} mark where mark.subject_digest = wanted.digest offset 0) erasure
        """;

    private readonly NpgsqlDataSource _database;
    private readonly ISerializer _serializer;
    private readonly TokenLookups _lookups;
    private readonly Batcher<Wanted, StoredAccount> _accounts;

    public AccountReads(NpgsqlDataSource database, IDocumentStore store, TokenLookups lookups)
    {
        (_database, _serializer, _lookups) = (database, store.Options.Serializer(), lookups);
        _accounts = new(Lanes, LargestBatch, ReadAsync);
    }

    private sealed record Wanted(TenantId Tenant, string Subject, string Digest);

    /// <summary>Throws a <see cref="ForgedDataException"/> where the tenant's own account is not authentic.</summary>
    public async Task<StoredAccount> FindAsync(TenantId tenant, string subject, CancellationToken ct)
    {
        // PostgreSQL refuses some texts that are no subject, and with them the whole batch.
        if (!GoogleAccount.IsSubject(subject))
        {
            return StoredAccount.None;
        }

        var stored = await _accounts.AddAsync(new Wanted(tenant, subject, await _lookups.OfSubjectAsync(subject, ct))).WaitAsync(ct);
        return (stored.Forgery ?? stored.Own?.Forgery) is { } forgery ? throw forgery : stored;
    }

    private async Task<IReadOnlyList<StoredAccount>> ReadAsync(IReadOnlyList<Wanted> wanted)
    {
        var found = Enumerable.Repeat(StoredAccount.None, wanted.Count).ToArray();
        await using var command = _database.CreateCommand(Sql);
        var json = JsonSerializer.SerializeToUtf8Bytes(wanted.Select((account, position) => new { position, tenant = account.Tenant.ToString(), subject = account.Subject, digest = account.Digest }));
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var position = rows.GetInt32(0);
            found[position] = Add(found[position], rows, wanted[position].Tenant);
        }

        return found;
    }

    private StoredAccount Add(StoredAccount found, NpgsqlDataReader row, TenantId asks)
    {
        if (!Guid.TryParse(row.GetString(1), out var id))
        {
            // No row of ours: every tenant is named by its id.
            return found;
        }

        var tenant = new TenantId(id);
        if (!row.IsDBNull(6))
        {
            return found with { Erasures = [.. found.Erasures, new Erasure(tenant, row.GetFieldValue<DateTimeOffset>(6))] };
        }

        var grantId = row.GetGuid(2);
        if (tenant != asks)
        {
            return found with { Elsewhere = [.. found.Elsewhere, (tenant, grantId)] };
        }

        return row.IsDBNull(3)
            ? found with { Forgery = new ForgedDataException(nameof(GrantAccount), grantId.ToString()) }
            : found with { Own = _serializer.ReadStoredGrant(row, firstColumn: 3, grantId) };
    }
}
