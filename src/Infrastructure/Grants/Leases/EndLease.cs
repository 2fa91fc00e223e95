using System.Data.Common;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace GmailPlatform.Infrastructure.Grants.Leases;

/// <summary>Ends a lease within a commit, and notifies the nodes that wait for it. Without them no NOTIFY makes commits wait for one another.</summary>
internal sealed class EndLease(RefreshLease lease) : Marten.Internal.Operations.IStorageOperation
{
    /// <summary>Answers nothing that matters; give it <c>ended</c>, a statement that returns what it deleted.</summary>
    public static string Notifying(string ended) => $"""
        with ended as ({ended})
        select pg_notify('{ChangeNotices.LeaseChannel}', '{Change.RefreshLeaseTopic}:' || grant_id) from ended where awaited
        """;

    public Type DocumentType => typeof(RefreshLease);

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        var (before, after) = Split(Notifying($"delete from {PostgresRefreshLeases.TableName} where tenant_id = ? and grant_id = ? and owner = ? returning grant_id, awaited"));
        builder.Append(before[0]);
        builder.AppendParameter(lease.Tenant.ToString(), NpgsqlDbType.Text);
        builder.Append(before[1]);
        builder.AppendParameter(lease.GrantId, NpgsqlDbType.Uuid);
        builder.Append(before[2]);
        builder.AppendParameter(lease.Owner, NpgsqlDbType.Uuid);
        builder.Append(after);
    }

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    public OperationRole Role() => OperationRole.Other;

    private static (string[] Before, string After) Split(string sql) => sql.Split('?') is [.. var before, var after] ? (before, after) : throw new FormatException(sql);
}
