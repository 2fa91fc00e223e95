using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Keeps the erasure of a person and the writing of what is bound to their grant apart: whichever comes second sees the first. By locks on the grant's row
/// that do not stop refreshes, which update it and leave its key alone.
/// </summary>
internal static class ErasureLock
{
    private const string Row = $"from {MartenSetup.Schema}.mt_doc_grant where tenant_id = $1 and id = $2";

    /// <summary>To be taken by an erasure, before it looks for what is bound to the grant. Begins the session's transaction.</summary>
    public static async Task TakeErasureLockAsync(this IDocumentSession session, string tenant, Guid grantId, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await using var command = Command($"select 1 {Row} for update", tenant, grantId);
        await session.ExecuteAsync(command, ct);
    }

    /// <summary>To be taken before something is bound to the grant, which goes on in the session's transaction. False where the person was erased.</summary>
    public static async Task<bool> TryHoldOffErasureAsync(this IDocumentSession session, string tenant, Guid grantId, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await using var command = Command($"select data ->> 'status' <> 'Erased' {Row} for key share", tenant, grantId);
        await using var row = await session.ExecuteReaderAsync(command, ct);
        return await row.ReadAsync(ct) && row.GetBoolean(0);
    }

    private static NpgsqlCommand Command(string sql, string tenant, Guid grantId)
    {
        var command = new NpgsqlCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = grantId });
        return command;
    }
}
