namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Rows that Marten wrote into the table of events for the numbers of failed appends, before <see cref="UnnumberedEvent"/> prevented them.
/// They are not events: they belong to no grant and carry no data, and searches and histories leave them out.
/// </summary>
internal static class Tombstones
{
    /// <summary>The name that Marten stores them under.</summary>
    public const string Type = "tombstone";

    /// <summary>
    /// Whether row <c>e</c> of the table of events is a tombstone exactly as Marten writes it; never null. Every column that could carry data is
    /// compared, and its stream must have nothing else, so that no event of a grant can pass for one. The type comes first because it almost
    /// always decides; the subquery is scalar because PostgreSQL might hash all events for an <c>exists</c>.
    /// </summary>
    public const string IsTombstone = $"""
        coalesce(e.type = '{Type}' and e.mt_dotnet_type = 'JasperFx.Events.Tombstone, JasperFx.Events' and e.version = e.seq_id
        and e."timestamp" = '-infinity' and e.data = '{"{}"}' and num_nonnulls(e.bdata, e.headers, e.user_name, e.correlation_id, e.causation_id) = 0
        and not e.is_archived and (e.tenant_id = '*DEFAULT*' or e.tenant_id ~ '^[0-9a-f]{"{8}"}(-[0-9a-f]{"{4}"}){"{3}"}-[0-9a-f]{"{12}"}$')
        and (select true from {MartenSetup.Schema}.mt_events other
            where other.tenant_id = e.tenant_id and other.stream_id = e.stream_id and other.type <> '{Type}' limit 1) is null, false)
        """;
}
