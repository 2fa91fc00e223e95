using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Grants.Erasures;

/// <summary>Marks in a table of their own. That of an erasure is written with the erasure itself.</summary>
internal sealed class PostgresErasures(NpgsqlDataSource database, TokenLookups lookups) : IErasures
{
    public const string TableName = $"{MartenSetup.Schema}.recent_erasure";

    private const string OnConflict = "on conflict (subject_digest, tenant_id) do update set erased_at = greatest(mark.erased_at, excluded.erased_at), grant_id = excluded.grant_id";

    private const string Add = $"insert into {TableName} as mark (subject_digest, tenant_id, erased_at, grant_id) values (?, ?, ?, ?) {OnConflict}";

    private const string Repeat = $"insert into {TableName} as mark (subject_digest, tenant_id, erased_at, grant_id) values ($1, $2, $3, $4) {OnConflict}";

    private const string Find = $"select subject_digest from {TableName} where tenant_id = $1 and grant_id = $2";

    private const string Purge = $"delete from {TableName} where erased_at < $1";

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("subject_digest").AsPrimaryKey();
        table.AddColumn<Guid>("tenant_id").AsPrimaryKey();
        table.AddColumn<DateTimeOffset>("erased_at").NotNull();
        // By which an erasure is repeated, when nobody knows any more whose grant it was.
        table.AddColumn<Guid>("grant_id").AddIndex();
        return table;
    }

    /// <summary>Marks an erasure in the transaction that erases.</summary>
    /// <param name="documents">The transaction.</param>
    /// <param name="erasure">Where and when.</param>
    /// <param name="grantId">The grant that is erased.</param>
    /// <param name="subject">Google's <c>sub</c> of the person.</param>
    /// <param name="ct">Cancels the reading of the digest's key.</param>
    public async Task MarkAsync(IDocumentOperations documents, Erasure erasure, Guid grantId, string subject, CancellationToken ct) =>
        documents.QueueSqlCommand(Add, await lookups.OfSubjectAsync(subject, ct), erasure.Tenant.Value, erasure.ErasedAt, grantId);

    /// <summary>Makes the commit of an exchange fail with a conflict where a mark is later. A repeated end changes no stream that the commit could conflict with.</summary>
    /// <param name="documents">The transaction.</param>
    /// <param name="change">The commit.</param>
    /// <param name="subject">Google's <c>sub</c> of the person who consented.</param>
    /// <param name="ct">Cancels the reading of the digest's key.</param>
    public async Task CheckAsync(IDocumentOperations documents, GrantChange change, string subject, CancellationToken ct)
    {
        if (change.Events.OfType<CodeExchanged>().FirstOrDefault()?.ExchangedAt is { } exchangedAt)
        {
            documents.QueueOperation(new CheckNotEnded(await lookups.OfSubjectAsync(subject, ct), change.Tenant, exchangedAt));
        }
    }

    public async Task RepeatAsync(TenantId tenant, Guid grantId, string? subject, DateTimeOffset at, CancellationToken ct)
    {
        if ((subject is null ? await FindAsync(tenant, grantId, ct) : await lookups.OfSubjectAsync(subject, ct)) is not { } digest)
        {
            return;
        }

        // One transaction: PostgreSQL makes one of what is sent without a Sync in between.
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(CheckNotEnded.LockOutCommits, digest));
        batch.BatchCommands.Add(Command(Repeat, digest, tenant.Value, at, grantId));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        command.Parameters.Add(new NpgsqlParameter { Value = before });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<string?> FindAsync(TenantId tenant, Guid grantId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = grantId });
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
