using System.Diagnostics;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Marten.Linq.MatchesSql;
using Npgsql;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class MartenGrantStore(IDocumentStore store, NpgsqlDataSource database, IKeyRing keyRing, TokenLookups lookups, ChangeFeed feed) : IGrantStore
{
    private const int MaxReads = 5;

    /// <summary>By SQL, since the tenant is a column and no part of the grant; in the terms of the index on the date.</summary>
    private const string OverdueRetries = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_grant
        where data ->> 'status' = ? and {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'retryAt') < ?
        order by {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'retryAt') limit ?
        """;

    private const string ByRefreshToken = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_sealed_credential
        where data ->> 'refreshTokenHash' = ? or data ->> 'refreshTokenPrefix' = ?
        """;

    private const string PendingRevocations = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_grant
        where {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'revocationPendingSince') < ?
        order by {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'revocationPendingSince') limit ?
        """;

    /// <summary>One statement, so that the two rows are of one generation.</summary>
    private const string GrantAndCredential = $"""
        select d.data, credential.data
        from {MartenSetup.Schema}.mt_doc_grant d
        join {MartenSetup.Schema}.mt_doc_sealed_credential credential on credential.tenant_id = d.tenant_id and credential.id = d.id
        where d.tenant_id = $1 and d.id = $2
        """;

    public async Task<GrantView?> FindAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var session = store.QuerySession(tenant.ToString());
        var batch = session.CreateBatchQuery();
        var grant = batch.Load<Grant>(grantId);
        var account = batch.Load<GrantAccount>(grantId);
        await batch.Execute(ct);
        return await grant is { } found ? new GrantView(found, (await account)?.ToAccount()) : null;
    }

    public async Task<AccessToken?> FindAccessTokenAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        var serializer = store.Options.Serializer();
        var row = await database.QueryRowAsync(
            GrantAndCredential,
            row => new StoredToken(serializer.ReadJson<Grant>(row, 0), serializer.ReadJson<SealedCredential>(row, 1)),
            ct,
            tenant.ToString(),
            grantId);
        if (row is not { Grant: { IsUsable: true } grant, Credential: { AccessToken: not null } credential })
        {
            return null;
        }

        var token = credential.OpenAccessToken(tenant, keyRing.Unwrap(credential.WrappedKey, tenant, grantId));
        return new AccessToken(token!, grant.AccessTokenExpiresAt, grant.Scopes, grant.Generation);
    }

    public async Task<HeldGrant?> HoldAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var session = store.QuerySession(tenant.ToString());
        for (var read = 0; read < MaxReads; read++)
        {
            var batch = session.CreateBatchQuery();
            var (grantLoad, accountLoad, credentialLoad) =
                (batch.Load<Grant>(grantId), batch.Load<GrantAccount>(grantId), batch.Load<SealedCredential>(grantId));
            await batch.Execute(ct);
            var (grant, account, credential) = (await grantLoad, await accountLoad, await credentialLoad);
            if (grant is null)
            {
                return null;
            }

            // The three rows are read by three statements: a commit in between shows as two generations.
            if (credential is null || credential.Generation == grant.Generation)
            {
                var key = credential is null ? null : keyRing.Unwrap(credential.WrappedKey, tenant, grantId);
                return new HeldGrant(grant, account?.ToAccount(), account?.ReturnUrl, key, key is null ? null : credential!.Open(tenant, key))
                {
                    Subject = account?.Subject ?? (key is null ? null : credential!.OpenSubject(tenant, key)),
                };
            }
        }

        throw new InvalidOperationException($"The credentials of grant {grantId} do not belong to its generation.");
    }

    public async Task<HeldGrant?> HoldByAccountAsync(TenantId tenant, string subject, CancellationToken ct)
    {
        await using var session = store.QuerySession(tenant.ToString());
        var account = await session.Query<GrantAccount>().FirstOrDefaultAsync(account => account.Subject == subject, ct);
        return account is null ? null : await HoldAsync(tenant, account.Id, ct);
    }

    public async Task<bool> TryCommitAsync(GrantChange change, CancellationToken ct)
    {
        await using var session = store.LightweightSession(change.Tenant.ToString());
        session.LastModifiedBy = change.Actor.Name;
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        session.CausationId = Activity.Current?.SpanId.ToString();
        var grantId = change.After.Id;
        if (change.Before is null)
        {
            session.Events.StartStream<Grant>(grantId, change.Events);
        }
        else
        {
            session.Events.Append(grantId, change.After.Version, change.Events);
        }

        await WriteBesideAsync(session, change, ct);
        if (!await session.TryCommitAsync(feed, Change.OfGrant(grantId), change.ConcernsOtherNodes(), ct))
        {
            return false;
        }

        change.Lease?.End();
        return true;
    }

    public async Task<Page<GrantView>> ListAsync(TenantId tenant, GrantStatus? status, string? email, PageRequest page, CancellationToken ct)
    {
        await using var session = store.QuerySession(tenant.ToString());
        var after = page.After is { } key ? Guid.Parse(key) : Guid.Empty;
        IQueryable<Grant> query = session.Query<Grant>().Where(grant => grant.MatchesSql("d.id > ?", after));
        if (status is { } wanted)
        {
            query = query.Where(grant => grant.Status == wanted);
        }

        if (email is not null)
        {
            var emailKey = email.ToLowerInvariant();
            var ids = await session.Query<GrantAccount>().Where(account => account.EmailKey == emailKey).Select(account => account.Id).ToListAsync(ct);
            query = query.Where(grant => grant.Id.IsOneOf(ids.ToArray()));
        }

        var grants = await query.OrderBy(grant => grant.Id).Take(page.PageSize + 1).ToListAsync(ct);
        var accounts = (await session.LoadManyAsync<GrantAccount>(ct, grants.Select(grant => grant.Id))).ToDictionary(account => account.Id);
        var views = grants.Select(grant => new GrantView(grant, accounts.GetValueOrDefault(grant.Id)?.ToAccount())).ToList();
        return Page<GrantView>.Of(views, page.PageSize, view => view.Grant.Id.ToString());
    }

    public async Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListOverdueRetriesAsync(DateTimeOffset overdueSince, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var overdue = await session.AdvancedSql.QueryAsync<string, Guid>(OverdueRetries, ct, nameof(GrantStatus.RefreshFailing), overdueSince, limit);
        return [.. overdue.Select(row => (new TenantId(Guid.Parse(row.Item1)), row.Item2))];
    }

    public async Task<IReadOnlyList<DueGrant>> ListDueAsync(
        GrantDate date, DateTimeOffset from, DateTimeOffset until, DateTimeOffset usedSince, DueGrant? after, int limit, CancellationToken ct)
    {
        var column = date switch
        {
            GrantDate.AccessTokenExpiresAt => "accessTokenExpiresAt",
            GrantDate.RefreshTokenUsedAt => "refreshTokenUsedAt",
            _ => throw new ArgumentOutOfRangeException(nameof(date), date, "A date that no index knows."),
        };
        // In the terms of the index on the date, as OverdueRetries.
        var at = $"{MartenSetup.Schema}.mt_immutable_timestamptz(data ->> '{column}')";
        var sql = $"""
            select json_build_object('tenantId', tenant_id, 'grantId', id, 'date', {at}, 'generation', data -> 'generation')
            from {MartenSetup.Schema}.mt_doc_grant
            where data ->> 'status' = ? and {at} >= ? and {at} < ? and ({at}, id) > (?, ?)
            and coalesce(data ->> 'lastUsedAt', data ->> 'connectedAt')::timestamptz >= ?
            order by {at}, id limit ?
            """;
        await using var session = store.QuerySession();
        var due = await session.AdvancedSql.QueryAsync<DueRow>(
            sql, ct, nameof(GrantStatus.Active), from, until, after?.Date ?? from, after?.GrantId ?? Guid.Empty, usedSince, limit);
        return [.. due.Select(row => new DueGrant(new TenantId(row.TenantId), row.GrantId, row.Date, row.Generation))];
    }

    public async Task<TenantId?> FindTenantAsync(Guid grantId, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var tenants = await session.AdvancedSql.QueryAsync<string>($"select tenant_id from {MartenSetup.Schema}.mt_doc_grant where id = ?", ct, grantId);
        return tenants is [var tenant] ? new TenantId(Guid.Parse(tenant)) : null;
    }

    public Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListByAccountAsync(string subject, CancellationToken ct) =>
        ListEverywhereAsync($"select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_grant_account where data ->> 'subject' = ?", ct, subject);

    public Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListByRefreshTokenAsync(string lookup, CancellationToken ct) =>
        ListEverywhereAsync(ByRefreshToken, ct, lookup, lookup);

    public Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListPendingRevocationsAsync(DateTimeOffset endedBefore, int limit, CancellationToken ct) =>
        ListEverywhereAsync(PendingRevocations, ct, endedBefore, limit);

    /// <summary>Grants of all tenants.</summary>
    private async Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> ListEverywhereAsync(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var session = store.QuerySession();
        var grants = await session.AdvancedSql.QueryAsync<string, Guid>(sql, ct, parameters);
        return [.. grants.Select(row => (new TenantId(Guid.Parse(row.Item1)), row.Item2))];
    }

    private async Task WriteBesideAsync(IDocumentSession session, GrantChange change, CancellationToken ct)
    {
        var grantId = change.After.Id;
        if (change.Account is { } account)
        {
            session.Store(GrantAccount.Of(grantId, account, change.ReturnUrl));
        }

        if (change.Tokens is { } tokens)
        {
            var key = change.Key ?? throw new ArgumentException("Tokens need the key to seal them under.", nameof(change));
            var credential = SealedCredential.Seal(change.Tenant, change.After, key, tokens, keyRing.Wrap(key, change.Tenant, grantId));
            session.Store(credential.FoundBy(await lookups.OfAsync(tokens.RefreshToken, ct)));
        }

        if (change.DeleteTokens && await session.LoadAsync<SealedCredential>(grantId, ct) is { } held)
        {
            // Without tokens nothing needs the key of an erased person any more.
            if (change.After.Status is GrantStatus.Erased)
            {
                session.Delete(held);
            }
            else
            {
                session.Store(held.WithoutTokens());
            }
        }

        if (change.ErasePerson)
        {
            await EraseAsync(session, change, ct);
        }

        if (change.Lease is { } lease)
        {
            session.QueueSqlCommand(PostgresRefreshLeases.Delete, lease.Tenant.ToString(), lease.GrantId, lease.Owner);
        }
    }

    private static async Task EraseAsync(IDocumentSession session, GrantChange change, CancellationToken ct)
    {
        var (tenant, grantId) = (change.Tenant, change.After.Id);
        var account = await session.LoadAsync<GrantAccount>(grantId, ct);
        session.DeleteWhere<AuthorizationDocument>(document => document.GrantId == grantId);
        if (account is not null)
        {
            // A consent that was asked for by address names the person as well.
            var (tenantId, hints) = (tenant.Value, new[] { account.Subject, account.EmailKey ?? account.Subject });
            session.DeleteWhere<AuthorizationDocument>(document => document.Authorization.TenantId == tenantId && document.LoginHintKey!.IsOneOf(hints));
        }

        session.Delete<GrantAccount>(grantId);
        if (change is { After.RevocationPendingSince: not null, Key: { } key } && account is not null
            && await session.LoadAsync<SealedCredential>(grantId, ct) is { RefreshToken: not null } credential)
        {
            session.Store(credential.WithoutPerson(tenant, key, account.Subject));
        }
        else
        {
            session.Delete<SealedCredential>(grantId);
        }
    }

    private sealed record StoredToken(Grant Grant, SealedCredential Credential);

    private sealed record DueRow(Guid TenantId, Guid GrantId, DateTimeOffset Date, int Generation);
}
