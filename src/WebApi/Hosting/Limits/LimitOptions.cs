using System.ComponentModel.DataAnnotations;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Section <c>Limits</c>: what one node gives a tenant, an API key, a remote address and all of them together. Each node counts for itself.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests of one API key in a second, with bursts of twice as many; 0: unlimited. Warm vends of a token are not counted.</summary>
    [Range(0, int.MaxValue / 2)]
    public int RequestsPerKey { get; set; } = 10_000;

    /// <summary>Requests of one remote address in a second that carry no credential, with bursts of twice as many; 0: unlimited.</summary>
    [Range(0, int.MaxValue / 2)]
    public int AnonymousRequestsPerAddress { get; set; } = 500;

    /// <summary>Requests of one remote address in a minute with a wrong API key or none; 0: unlimited.</summary>
    [Range(0, int.MaxValue)]
    public int RefusedKeysPerAddress { get; set; } = 600;

    /// <summary>Requests of one API key at once; 0: unlimited, as for all that follow.</summary>
    [Range(0, int.MaxValue)]
    public int ConcurrentRequestsPerKey { get; set; } = 1_000;

    /// <summary>Streams of whole mailboxes of one API key at once.</summary>
    [Range(0, int.MaxValue)]
    public int StreamsPerKey { get; set; } = 32;

    [Range(0, int.MaxValue)]
    public int StreamsPerNode { get; set; } = 256;

    /// <summary>Batches of one API key at once.</summary>
    [Range(0, int.MaxValue)]
    public int BatchesPerKey { get; set; } = 32;

    [Range(0, int.MaxValue)]
    public int BatchesPerNode { get; set; } = 256;

    /// <summary>Calls of one API key at once that may wait for quota (<c>Prefer: wait</c>).</summary>
    [Range(0, int.MaxValue)]
    public int WaitingCallsPerKey { get; set; } = 128;

    [Range(0, int.MaxValue)]
    public int WaitingCallsPerNode { get; set; } = 2_000;

    /// <summary>Connections to a node at once.</summary>
    [Range(0, int.MaxValue)]
    public int Connections { get; set; } = 10_000;

    /// <summary>Connections of one remote address at once.</summary>
    [Range(0, int.MaxValue)]
    public int ConnectionsPerAddress { get; set; } = 2_000;

    /// <summary>Addresses or networks (CIDR) of proxies whose <c>X-Forwarded-For</c> names the remote address; without them it is the connection's.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>Bytes of the bodies that one tenant may have under way: twice the most that one request takes, or more.</summary>
    [Range(384L << 20, 1L << 40)]
    public long BodyBytesPerTenant { get; set; } = 512L << 20;

    /// <summary>Bytes of the bodies that a node has under way, in memory and in temporary files.</summary>
    [Range(384L << 20, 1L << 40)]
    public long BodyBytesPerNode { get; set; } = 1L << 30;
}
