using System.Globalization;
using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>All that rests of a grant but its events.</summary>
/// <param name="Forgery">Of an account that is not authentic: for the one reader of the batch who wants it.</param>
internal sealed record StoredGrant(Grant Grant, GrantAccount? Account, SealedCredential? Credential, ForgedDataException? Forgery = null);

/// <summary>What handing out an access token takes.</summary>
/// <param name="Grant">With no more than status, generation, scopes and expiry.</param>
/// <param name="Credential">With no more than the access token and its key.</param>
internal sealed record StoredAccessToken(Grant Grant, SealedCredential Credential);

internal static class StoredGrants
{
    /// <summary>Reads a grant, its account and its credential from three columns. What is not authentic is told beside the grant, since others share the statement.</summary>
    public static StoredGrant ReadStoredGrant(this ISerializer serializer, NpgsqlDataReader row, int firstColumn, Guid grantId)
    {
        var grant = serializer.ReadJson<Grant>(row, firstColumn);
        try
        {
            var account = row.IsDBNull(firstColumn + 1) ? null : serializer.ReadJson<GrantAccount>(row, firstColumn + 1).At(grantId, account => account.Id);
            return new StoredGrant(grant, account, row.IsDBNull(firstColumn + 2) ? null : serializer.ReadJson<SealedCredential>(row, firstColumn + 2));
        }
        catch (ForgedDataException e)
        {
            return new StoredGrant(grant, Account: null, Credential: null, e);
        }
    }
}

/// <summary>Reads single grants. Each reads all its rows by one statement, so that they are of one generation; reads that meet share it.</summary>
internal sealed class GrantReads
{
    private const int Lanes = 2;
    private const int LargestBatch = 200;

    private const string Many = "unnest($1, $2) with ordinality wanted (tenant_id, id, position)";

    /// <summary>PostgreSQL would plan an array of one anew each time, as it may be of any length.</summary>
    private const string One = "(select $1 tenant_id, $2 id, 1::bigint as position) wanted";

    private static readonly Statement AccessTokens = new(wanted => $"""
        select wanted.position, d.data ->> 'status', (d.data ->> 'generation')::int, d.data ->> 'accessTokenExpiresAt', d.data ->> 'scopes',
            credential.data ->> 'wrappedKey', credential.data ->> 'accessToken', d.data ->> 'accessTokenIssuedAt'
        from {wanted}
        join {MartenSetup.Schema}.mt_doc_grant d on d.tenant_id = wanted.tenant_id and d.id = wanted.id
        join {MartenSetup.Schema}.mt_doc_sealed_credential credential on credential.tenant_id = d.tenant_id and credential.id = d.id
        where credential.data ->> 'accessToken' is not null
        """);

    private static readonly Statement WholeGrants = new(wanted => $"""
        select wanted.position, d.data, account.data, credential.data
        from {wanted}
        join {MartenSetup.Schema}.mt_doc_grant d on d.tenant_id = wanted.tenant_id and d.id = wanted.id
        left join {MartenSetup.Schema}.mt_doc_grant_account account on account.tenant_id = d.tenant_id and account.id = d.id
        left join {MartenSetup.Schema}.mt_doc_sealed_credential credential on credential.tenant_id = d.tenant_id and credential.id = d.id
        """);

    private readonly NpgsqlDataSource _database;
    private readonly ISerializer _serializer;
    private readonly Batcher<(TenantId Tenant, Guid GrantId), StoredAccessToken?> _accessTokens;
    private readonly Batcher<(TenantId Tenant, Guid GrantId), StoredGrant?> _wholeGrants;

    public GrantReads(NpgsqlDataSource database, IDocumentStore store)
    {
        (_database, _serializer) = (database, store.Options.Serializer());
        _accessTokens = new(Lanes, LargestBatch, wanted => ReadAsync(AccessTokens, wanted, row => ReadAccessToken(row, wanted)));
        _wholeGrants = new(Lanes, LargestBatch, wanted => ReadAsync(WholeGrants, wanted, row => _serializer.ReadStoredGrant(row, firstColumn: 1, wanted[PositionOf(row)].GrantId)));
    }

    /// <summary>Null when there is no such grant, or no access token of it.</summary>
    public Task<StoredAccessToken?> FindAccessTokenAsync(TenantId tenant, Guid grantId, CancellationToken ct) =>
        _accessTokens.AddAsync((tenant, grantId)).WaitAsync(ct);

    /// <summary>Null when there is no such grant. Throws a <see cref="ForgedDataException"/> for one whose account is not authentic.</summary>
    public async Task<StoredGrant?> FindAsync(TenantId tenant, Guid grantId, CancellationToken ct) =>
        await _wholeGrants.AddAsync((tenant, grantId)).WaitAsync(ct) is { } stored ? stored.Forgery is { } forgery ? throw forgery : stored : null;

    /// <summary>Answers each that was wanted in its place, whose number is the first column.</summary>
    private async Task<IReadOnlyList<T?>> ReadAsync<T>(Statement statement, IReadOnlyList<(TenantId Tenant, Guid GrantId)> wanted, Func<NpgsqlDataReader, T> read)
        where T : class
    {
        var found = new T?[wanted.Count];
        await using var command = statement.For(_database, wanted);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            found[PositionOf(rows)] = read(rows);
        }

        return found;
    }

    private static StoredAccessToken ReadAccessToken(NpgsqlDataReader row, IReadOnlyList<(TenantId Tenant, Guid GrantId)> wanted)
    {
        var (id, generation) = (wanted[PositionOf(row)].GrantId, row.GetInt32(2));
        var grant = new Grant(id)
        {
            Status = Enum.Parse<GrantStatus>(row.GetString(1)),
            Generation = generation,
            AccessTokenExpiresAt = DateTimeOffset.Parse(row.GetString(3), CultureInfo.InvariantCulture),
            AccessTokenIssuedAt = row.IsDBNull(7) ? null : DateTimeOffset.Parse(row.GetString(7), CultureInfo.InvariantCulture),
            Scopes = JsonSerializer.Deserialize<ScopeSet>(row.GetString(4))!,
        };
        var (wrappedKey, accessToken) = (Convert.FromBase64String(row.GetString(5)), Convert.FromBase64String(row.GetString(6)));
        return new StoredAccessToken(grant, new SealedCredential(id, generation, wrappedKey, RefreshToken: null, accessToken));
    }

    private static int PositionOf(NpgsqlDataReader row) => (int)row.GetInt64(0) - 1;

    /// <summary>A statement for one grant and for many.</summary>
    private sealed class Statement(Func<string, string> sql)
    {
        private readonly string _one = sql(One);
        private readonly string _many = sql(Many);

        public NpgsqlCommand For(NpgsqlDataSource database, IReadOnlyList<(TenantId Tenant, Guid GrantId)> wanted)
        {
            if (wanted is [var (tenant, grantId)])
            {
                return Create(_one, tenant.ToString(), grantId);
            }

            return Create(_many, wanted.Select(grant => grant.Tenant.ToString()).ToArray(), wanted.Select(grant => grant.GrantId).ToArray());

            NpgsqlCommand Create<TTenant, TId>(string text, TTenant tenants, TId ids)
            {
                var command = database.CreateCommand(text);
                command.Parameters.Add(new NpgsqlParameter<TTenant> { TypedValue = tenants });
                command.Parameters.Add(new NpgsqlParameter<TId> { TypedValue = ids });
                return command;
            }
        }
    }
}
