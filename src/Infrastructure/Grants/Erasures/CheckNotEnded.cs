using System.Data.Common;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using JasperFx;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace GmailPlatform.Infrastructure.Grants.Erasures;

/// <summary>
/// Looks, within the commit of an exchange, for an end that was marked since the exchange began. A lock on the person keeps marks away until the
/// transaction ends: one that comes later marks an end after the commit.
/// </summary>
/// <param name="subjectDigest">The person.</param>
/// <param name="tenant">Whose grant is committed.</param>
/// <param name="exchangedAt">When the exchange began.</param>
internal sealed class CheckNotEnded(string subjectDigest, TenantId tenant, DateTimeOffset exchangedAt) : Marten.Internal.Operations.IStorageOperation
{
    /// <summary>Waits for the commits of the person that have looked already; others wait for the mark.</summary>
    public const string LockOutCommits = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

    public Type DocumentType => typeof(Erasure);

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        builder.Append("select pg_advisory_xact_lock_shared(hashtextextended(");
        builder.AppendParameter(subjectDigest, NpgsqlDbType.Text);
        builder.Append(", 0))");
        // A statement of its own, which sees what was committed while the lock was awaited.
        builder.StartNewCommand();
        builder.Append($"select 1 from {PostgresErasures.TableName} where subject_digest = ");
        builder.AppendParameter(subjectDigest, NpgsqlDbType.Text);
        builder.Append(" and tenant_id = ");
        builder.AppendParameter(tenant.Value, NpgsqlDbType.Uuid);
        builder.Append(" and erased_at > ");
        builder.AppendParameter(exchangedAt, NpgsqlDbType.TimestampTz);
    }

    public async Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token)
    {
        await reader.NextResultAsync(token);
        if (await reader.ReadAsync(token))
        {
            exceptions.Add(new ConcurrencyException($"The grant was ended after the exchange began at {exchangedAt:O}.", typeof(Erasure), exchangedAt));
        }
    }

    public OperationRole Role() => OperationRole.Other;
}
