using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Grants.Erasures;

/// <summary>Marks in a table of their own, each written with the erasure itself.</summary>
internal sealed class PostgresErasures(NpgsqlDataSource database, TokenLookups lookups) : IErasures
{
    public const string TableName = $"{MartenSetup.Schema}.recent_erasure";

    private const string Add = $"""
        insert into {TableName} as mark (subject_digest, tenant_id, erased_at) values (?, ?, ?)
        on conflict (subject_digest, tenant_id) do update set erased_at = greatest(mark.erased_at, excluded.erased_at)
        """;

    private const string Purge = $"delete from {TableName} where erased_at < $1";

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("subject_digest").AsPrimaryKey();
        table.AddColumn<Guid>("tenant_id").AsPrimaryKey();
        table.AddColumn<DateTimeOffset>("erased_at").NotNull();
        return table;
    }

    /// <summary>Marks an erasure in the transaction that erases.</summary>
    /// <param name="documents">The transaction.</param>
    /// <param name="erasure">Where and when.</param>
    /// <param name="subject">Google's <c>sub</c> of the person.</param>
    /// <param name="ct">Cancels the reading of the digest's key.</param>
    public async Task MarkAsync(IDocumentOperations documents, Erasure erasure, string subject, CancellationToken ct) =>
        documents.QueueSqlCommand(Add, await lookups.OfSubjectAsync(subject, ct), erasure.Tenant.Value, erasure.ErasedAt);

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Purge);
        command.Parameters.Add(new NpgsqlParameter { Value = before });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
