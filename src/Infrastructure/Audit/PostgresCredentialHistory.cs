using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresCredentialHistory(NpgsqlDataSource database, RecordedEvents events) : ICredentialHistory
{
    private const string Page = "e.tenant_id = $1 and e.stream_id = $2 and e.version > $3 order by e.version limit $4";
    private const string Exists = $"select exists (select from {MartenSetup.Schema}.mt_doc_grant where tenant_id = $1 and id = $2)";

    public async Task<IReadOnlyList<RecordedEvent>?> ReadAsync(TenantId tenant, Guid grantId, long after, int limit, CancellationToken ct)
    {
        var entries = await events.ReadAsync(Page, ct, Of(tenant.ToString()), Of(grantId), Of(after), Of((long)limit));
        return entries.Count > 0 || await ExistsAsync(tenant, grantId, ct) ? [.. entries.Select(entry => entry.Event)] : null;
    }

    private async Task<bool> ExistsAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Exists);
        command.Parameters.Add(Of(tenant.ToString()));
        command.Parameters.Add(Of(grantId));
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
