using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>One page of <c>history.list</c>.</summary>
public class ListHistoryResponse : IDirectResponseSchema
{
    [JsonProperty("history")]
    public virtual IList<History> History { get; set; }

    /// <summary>Where the mailbox stands now: the next start.</summary>
    [JsonProperty("historyId")]
    public virtual ulong? HistoryId { get; set; }

    [JsonProperty("nextPageToken")]
    public virtual string NextPageToken { get; set; }

    public virtual string ETag { get; set; }
}
