using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>A watch that is in force.</summary>
public class WatchResponse : IDirectResponseSchema
{
    /// <summary>When Google stops reporting, in milliseconds since the Unix epoch.</summary>
    [JsonProperty("expiration")]
    public virtual long? Expiration { get; set; }

    [JsonProperty("historyId")]
    public virtual ulong? HistoryId { get; set; }

    public virtual string ETag { get; set; }
}
