using System.Xml.Linq;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>The rows of the key ring, sorted into authentic and rejected ones.</summary>
/// <param name="Rows">All rows.</param>
/// <param name="Elements">The keys and revocations that are authentic, for Data Protection.</param>
/// <param name="Rejected">Rows that are not used, each with the reason.</param>
internal sealed record KeyRingReading(IReadOnlyList<KeyRingRow> Rows, IReadOnlyList<XElement> Elements, IReadOnlyList<RejectedRow> Rejected);

/// <summary>A row of the key ring that is not authentic.</summary>
internal sealed record RejectedRow(string Id, string Reason);

/// <summary>
/// Authenticates the rows of the key ring under a configured master key or certificate. The code of a row covers its id, its whole
/// XML, including dates and descriptor, and the id of the integrity key, so that rows of a replaced ring cannot be reused.
/// </summary>
internal sealed class KeyRingAuthentication(RootSecrets roots)
{
    private const string Table = "key_ring";

    /// <summary>Whether the row is authenticated by a configured master key or certificate, current or previous.</summary>
    public bool IsAuthentic(KeyRingRow row, Guid integrityId) => roots.Keys.Any(key => AuthenticationCode.Matches(row.Mac, key, Fields(row.Id, row.Xml, integrityId)));

    /// <summary>Whether the row is authenticated by the current master key or certificate.</summary>
    public bool IsCurrent(KeyRingRow row, Guid integrityId) => AuthenticationCode.Matches(row.Mac, roots.Current, Fields(row.Id, row.Xml, integrityId));

    /// <summary>The code for a row that is about to be written.</summary>
    public string Authenticate(string id, string xml, Guid integrityId) => AuthenticationCode.Compute(roots.Current, Fields(id, xml, integrityId));

    /// <summary>The id of the authentic integrity key among the rows; null without one.</summary>
    public Guid? FindIntegrityId(IReadOnlyList<KeyRingRow> rows) =>
        rows.FirstOrDefault(row => row.Id == IntegrityRow.Id) is { } row && IntegrityRow.FindId(row.Xml) is { } id && IsAuthentic(row, id) ? id : null;

    /// <summary>Separates authentic rows from all others. Only the XML of authentic rows is interpreted.</summary>
    public KeyRingReading Judge(IReadOnlyList<KeyRingRow> rows)
    {
        var (elements, rejected) = (new List<XElement>(), new List<RejectedRow>());
        var integrityId = FindIntegrityId(rows);
        foreach (var row in rows)
        {
            if (FindFault(row, integrityId) is { } fault)
            {
                rejected.Add(new RejectedRow(row.Id, fault));
            }
            else if (row.Id != IntegrityRow.Id)
            {
                elements.Add(KeyRingFormat.TryParse(row.Xml)!);
            }
        }

        if (rows.Count > 0 && rows.All(row => row.Id != IntegrityRow.Id))
        {
            rejected.Add(new RejectedRow(IntegrityRow.Id, "it is missing: run 'gmailplatform migrate', or restore the row from a backup"));
        }

        return new KeyRingReading(rows, elements, rejected);
    }

    private string? FindFault(KeyRingRow row, Guid? integrityId)
    {
        if (integrityId is not { } id || !IsAuthentic(row, id))
        {
            return row.Mac is null
                ? "it is not authenticated"
                : "its authentication code does not match: this server has a different master key or certificate, or the row was forged or changed";
        }

        return row.Id == IntegrityRow.Id ? null : KeyRingFormat.FindFault(row, KeyRingFormat.TryParse(row.Xml));
    }

    private static string[] Fields(string id, string xml, Guid integrityId) => [Table, integrityId.ToString(), id, xml];
}
