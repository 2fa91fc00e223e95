using System.Data.Common;
using GmailPlatform.Application;
using Marten;
using NpgsqlTypes;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>What a commit ends or alters, and whether other nodes need to be told.</summary>
internal readonly record struct News(Change Change, bool ConcernsOtherNodes);

/// <summary>How a commit tells what it ends or alters.</summary>
internal static class ChangeNotices
{
    public const string Channel = "gmailplatform_changes";

    /// <summary>Apart from <see cref="Channel"/>, on which versions that do not know leases would drop all that they cache.</summary>
    public const string LeaseChannel = "gmailplatform_leases";

    /// <summary>Commits; tells this node at once, and the others in the same transaction: they hear of it exactly if it happened.</summary>
    public static async Task CommitAsync(this IDocumentSession session, ChangeFeed feed, Change change, CancellationToken ct)
    {
        session.QueueOperation(new Notify(change));
        try
        {
            await session.SaveChangesAsync(ct);
        }
        finally
        {
            feed.Apply(change);
        }
    }

    /// <summary>The same for several at once, but false when another writer was first.</summary>
    public static async Task<bool> TryCommitAsync(this IDocumentSession session, ChangeFeed feed, IReadOnlyList<News> news, CancellationToken ct)
    {
        foreach (var item in news.Where(item => item.ConcernsOtherNodes))
        {
            session.QueueOperation(new Notify(item.Change));
        }

        try
        {
            return await session.TrySaveAsync(ct);
        }
        finally
        {
            // Also when the answer to the commit was lost: it may have happened.
            foreach (var item in news)
            {
                feed.Apply(item.Change);
            }
        }
    }

    /// <summary>Reads what <see cref="Notify"/> sent; null for what a newer version may send.</summary>
    public static Change? Parse(string payload) => payload.Split(':', 2) is [var topic, var id] ? new Change(topic, id) : null;

    /// <summary>Marten's own queued SQL must not answer rows, and this does.</summary>
    private sealed class Notify(Change change) : Marten.Internal.Operations.IStorageOperation
    {
        public Type DocumentType => typeof(Change);

        public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
        {
            builder.Append("select pg_notify(");
            builder.AppendParameter(Channel, NpgsqlDbType.Text);
            builder.Append(", ");
            builder.AppendParameter($"{change.Topic}:{change.Id}", NpgsqlDbType.Text);
            builder.Append(')');
        }

        public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

        public OperationRole Role() => OperationRole.Other;
    }
}
