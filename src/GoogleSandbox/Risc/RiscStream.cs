namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>Where a project wants its security events, and which. A project has one stream.</summary>
internal sealed record RiscStream(string ProjectId, string Url, IReadOnlyList<string> EventsRequested, bool Enabled)
{
    /// <summary>Google pushes, and nothing else (RFC 8935).</summary>
    public const string PushDelivery = "https://schemas.openid.net/secevent/risc/delivery-method/push";

    /// <summary>Whether an event goes out on it. A verification does whatever was asked for.</summary>
    public bool Wants(string eventUri) => Enabled && (eventUri == RiscEvents.UriOf(RiscEvents.Verification) || EventsRequested.Contains(eventUri));
}

/// <summary>The streams, by project.</summary>
internal sealed class StreamBook
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, RiscStream> _streams = new(StringComparer.Ordinal);

    public RiscStream? Find(string projectId)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(projectId);
        }
    }

    public IReadOnlyList<RiscStream> All()
    {
        lock (_gate)
        {
            return [.. _streams.Values];
        }
    }

    public void Put(RiscStream stream)
    {
        lock (_gate)
        {
            _streams[stream.ProjectId] = stream;
        }
    }

    public void Restore(IReadOnlyList<RiscStream> streams)
    {
        foreach (var stream in streams)
        {
            Put(stream);
        }
    }
}
