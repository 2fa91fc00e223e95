using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class MartenGrantDirectory(IDocumentStore store) : IGrantDirectory
{
    /// <summary>By SQL, since the tenant is a column and no part of the document; in the terms of the indexes.</summary>
    private const string ByAccount = $"select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_grant_account where data ->> 'subject' = ?";

    private const string ByRefreshToken = $"""
        select row(tenant_id), row(id) from {MartenSetup.Schema}.mt_doc_sealed_credential
        where data ->> 'refreshTokenHash' = ? or data ->> 'refreshTokenPrefix' = ?
        """;

    public Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> FindByAccountAsync(string subject, CancellationToken ct) => FindAsync(ByAccount, ct, subject);

    public Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> FindByRefreshTokenAsync(string lookup, CancellationToken ct) =>
        FindAsync(ByRefreshToken, ct, lookup, lookup);

    private async Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> FindAsync(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var session = store.QuerySession();
        var rows = await session.AdvancedSql.QueryAsync<string, Guid>(sql, ct, parameters);
        return [.. rows.Select(row => (new TenantId(Guid.Parse(row.Item1)), row.Item2))];
    }
}
