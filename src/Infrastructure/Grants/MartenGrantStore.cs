using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Marten.Linq.MatchesSql;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class MartenGrantStore(IDocumentStore store, GrantReads reads, AccountReads accountReads, GrantCommits commits, IKeyRing keyRing) : IGrantStore
{
    /// <summary>By SQL, since the tenant is a column and no part of the grant; in the terms of the index on the date.</summary>
    private const string OverdueRetries = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_grant
        where data ->> 'status' = ? and data ->> 'retryAt' is not null and {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'retryAt') < ?
        order by {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'retryAt') limit ?
        """;

    private const string ByRefreshToken = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_sealed_credential
        where data ->> 'refreshTokenHash' = ? or data ->> 'refreshTokenPrefix' = ?
        """;

    private const string PendingRevocations = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_grant
        where data ->> 'revocationPendingSince' is not null
        and {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'revocationPendingSince') < ?
        order by {MartenSetup.Schema}.mt_immutable_timestamptz(data ->> 'revocationPendingSince') limit ?
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
        if (await reads.FindAccessTokenAsync(tenant, grantId, ct) is not { Grant.IsUsable: true } stored)
        {
            return null;
        }

        var (grant, credential) = stored;
        var token = credential.OpenAccessToken(tenant, keyRing.Unwrap(credential.WrappedKey, tenant, grantId));
        return new AccessToken(token!, grant.AccessTokenExpiresAt, grant.Scopes, grant.Generation) { IssuedAt = grant.AccessTokenIssuedAt };
    }

    public async Task<HeldGrant?> HoldAsync(TenantId tenant, Guid grantId, CancellationToken ct) => Open(tenant, await reads.FindAsync(tenant, grantId, ct));

    public async Task<AccountGrants> HoldByAccountAsync(TenantId tenant, string subject, CancellationToken ct)
    {
        var stored = await accountReads.FindAsync(tenant, subject, ct);
        return new AccountGrants(Open(tenant, stored.Own), stored.Elsewhere, stored.Erasures);
    }

    private HeldGrant? Open(TenantId tenant, StoredGrant? stored)
    {
        if (stored is not var (grant, account, credential, _))
        {
            return null;
        }

        var key = credential is null ? null : keyRing.Unwrap(credential.WrappedKey, tenant, grant.Id);
        return new HeldGrant(grant, account?.ToAccount(), account?.ReturnUrl, key, key is null ? null : credential!.Open(tenant, key))
        {
            Subject = account?.Subject ?? (key is null ? null : credential!.OpenSubject(tenant, key)),
        };
    }

    public Task<bool> TryCommitAsync(GrantChange change, CancellationToken ct) => commits.TryCommitAsync(change, ct);

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
        var shown = grants.Select(grant => grant.Id).ToArray();
        var accounts = (await session.Query<GrantAccount>().Where(account => account.Id.IsOneOf(shown)).ToAuthenticListAsync(ct)).DistinctBy(account => account.Id).ToDictionary(account => account.Id);
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
        var at = date switch
        {
            GrantDate.AccessTokenExpiresAt => "access_token_expires_at",
            GrantDate.RefreshTokenUsedAt => "refresh_token_used_at",
            _ => throw new ArgumentOutOfRangeException(nameof(date), date, "A date that no index knows."),
        };
        var sql = $"""
            select json_build_object('tenantId', tenant_id, 'grantId', id, 'date', {at}, 'generation', data -> 'generation')
            from {MartenSetup.Schema}.mt_doc_grant
            where data ->> 'status' = ? and ({at}, id) > (?, ?) and {at} < ?
            and coalesce(data ->> 'lastUsedAt', data ->> 'connectedAt')::timestamptz >= ?
            order by {at}, id limit ?
            """;
        await using var session = store.QuerySession();
        var due = await session.AdvancedSql.QueryAsync<DueRow>(
            sql, ct, nameof(GrantStatus.Active), after?.Date ?? from, after?.GrantId ?? Guid.Empty, until, usedSince, limit);
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

    private sealed record DueRow(Guid TenantId, Guid GrantId, DateTimeOffset Date, int Generation);
}
