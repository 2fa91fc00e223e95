namespace GmailPlatform.Application.Audit.Verification;

/// <summary>The members of each kind of line in an export. A line has exactly these, so that nothing in it goes unchecked.</summary>
internal sealed class ExportSchema
{
    private static readonly IReadOnlyList<string> InBoth =
    [
        "event,grantId,hash,index,kind,leafHash,sequence",
        "event,kind",
    ];

    /// <summary>The schema of the format that is written.</summary>
    public static readonly ExportSchema Current = new(
    [
        "format,kind,origin,size",
        "key,kind",
        "event,grantId,hash,index,kind,leafHash,sequence,unreadable",
        "event,kind,unreadable",
        "index,kind,leafHash",
        "kind,note",
        "kind,sha256,size",
        .. InBoth,
    ]);

    /// <summary>The schema of the previous format, with times that no signature covers, and without a digest.</summary>
    private static readonly ExportSchema Previous = new(
    [
        "exportedAt,format,kind,origin,size",
        "createdAt,key,kind,retiredAt",
        "kind,note,signedAt",
        "kind,size",
        .. InBoth,
    ]);

    private readonly HashSet<string> _lines;

    private ExportSchema(IEnumerable<string> lines) => _lines = [.. lines];

    /// <summary>Null for an unknown format.</summary>
    public static ExportSchema? Find(string? format) => format switch
    {
        ExportLines.Format => Current,
        ExportLines.PreviousFormat => Previous,
        _ => null,
    };

    /// <summary>Whether the export ends with a digest of its lines.</summary>
    public bool HasDigest => ReferenceEquals(this, Current);

    /// <summary>Whether a line has the members of its kind, each of its type.</summary>
    public bool Has(ExportLine line) => _lines.Contains(line.Members) && line.Kind switch
    {
        "event" => line.Index is not null
            && (line.GrantId is not null || line.IsNull("grantId"))
            && (line.Sequence is not null || line.IsNull("sequence"))
            && (line.LeafHash is not null || line.IsNull("leafHash"))
            && (line.Text("hash") is not null || line.IsNull("hash"))
            && HasEventOrNone(line),
        "stray" => HasEventOrNone(line),
        "tombstone" => line is { Index: not null, LeafHash: not null },
        "header" or "end" => line.Number("size") is >= 0,
        "key" => line.Text("key") is not null,
        "checkpoint" => line.Text("note") is not null,
        _ => false,
    };

    /// <summary>A line has either an event or unreadable data.</summary>
    private static bool HasEventOrNone(ExportLine line) => line.Has("unreadable")
        ? line.IsNull("event") && line.Text("unreadable") is not null
        : line.Event is not null || line.IsNull("event");
}
