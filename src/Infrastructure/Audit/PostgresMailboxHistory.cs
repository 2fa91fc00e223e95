using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresMailboxHistory(NpgsqlDataSource database, MailboxGrants grants, RecordedEvents recorded, IDocumentStore store) : IMailboxHistory
{
    private const string Suspension = $"select data #>> '{"{tenant,suspendedAt}"}' from {MartenSetup.Schema}.mt_doc_tenant where id = $1";

    public async Task<IReadOnlyList<MailboxAt>> ReadAsync(
        HistoryFilter grant, DateTimeOffset at, (DateTimeOffset From, DateTimeOffset Until) within, CancellationToken ct)
    {
        var mailboxes = new List<MailboxAt>();
        foreach (var (tenant, id) in await grants.FindAsync(grant, ct) ?? [])
        {
            var events = await ReadAsync(tenant, id, ct);
            if (events.Where(e => e.At <= at).Select(e => e.Data).Aggregate<GrantEvent, Grant?>(null, Grant.Evolve) is { } then)
            {
                mailboxes.Add(await MailboxOfAsync(new TenantId(Guid.Parse(tenant)), then, [.. events.Where(e => Tells(e, within))], ct));
            }
        }

        return mailboxes;
    }

    private async Task<IReadOnlyList<RecordedEvent>> ReadAsync(string tenant, Guid grantId, CancellationToken ct)
    {
        var entries = await recorded.ReadAsync(
            "e.tenant_id = $1 and e.stream_id = $2 order by e.version", ct,
            new NpgsqlParameter<string> { TypedValue = tenant }, new NpgsqlParameter<Guid> { TypedValue = grantId });
        return [.. entries.Select(entry => entry.Event)];
    }

    private async Task<MailboxAt> MailboxOfAsync(TenantId tenant, Grant grant, IReadOnlyList<RecordedEvent> events, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var grantId = grant.Id;
        var keys = await session.Query<ApiKey>()
            .Where(key => key.TenantId == tenant.Value && (key.GrantId == null || key.GrantId == grantId))
            .OrderBy(key => key.CreatedAt).ToAuthenticListAsync(ct);
        return new MailboxAt(tenant, grant, await SuspensionOfAsync(tenant, ct), keys, events);
    }

    private async Task<DateTimeOffset?> SuspensionOfAsync(TenantId tenant, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Suspension);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        return await command.ExecuteScalarAsync(ct) is string at ? DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Use is written down after it happened.</summary>
    private static bool Tells(RecordedEvent e, (DateTimeOffset From, DateTimeOffset Until) within) => e.Data is CredentialsUsed use
        ? use.FirstUsedAt < within.Until && use.LastUsedAt >= within.From
        : e.At >= within.From && e.At < within.Until;
}
