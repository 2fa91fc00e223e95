namespace GmailPlatform.Application.Audit.Verification;

/// <summary>The members of the lines of an export. A line has all of them and no others, so that nothing in it goes unread.</summary>
internal sealed class ExportForm
{
    private static readonly IReadOnlyList<string> InBoth =
    [
        "event,grantId,hash,index,kind,leafHash,sequence",
        "event,kind",
    ];

    /// <summary>The one that is written.</summary>
    public static readonly ExportForm Present = new(
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

    /// <summary>Had times that nothing vouches for, and no digest.</summary>
    private static readonly ExportForm Former = new(
    [
        "exportedAt,format,kind,origin,size",
        "createdAt,key,kind,retiredAt",
        "kind,note,signedAt",
        "kind,size",
        .. InBoth,
    ]);

    private readonly HashSet<string> _lines;

    private ExportForm(IEnumerable<string> lines) => _lines = [.. lines];

    /// <summary>Null for what is no form of an export.</summary>
    public static ExportForm? Find(string? format) => format switch
    {
        ExportLines.Format => Present,
        ExportLines.FormerFormat => Former,
        _ => null,
    };

    /// <summary>Whether the export ends with a digest of its lines.</summary>
    public bool HasDigest => ReferenceEquals(this, Present);

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

    /// <summary>What is unreadable is no event.</summary>
    private static bool HasEventOrNone(ExportLine line) => line.Has("unreadable")
        ? line.IsNull("event") && line.Text("unreadable") is not null
        : line.Event is not null || line.IsNull("event");
}
