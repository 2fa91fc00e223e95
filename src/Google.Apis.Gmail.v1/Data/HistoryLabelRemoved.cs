using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Labels that a message lost.</summary>
public class HistoryLabelRemoved : IDirectResponseSchema
{
    [JsonProperty("labelIds")]
    public virtual IList<string> LabelIds { get; set; }

    [JsonProperty("message")]
    public virtual Message Message { get; set; }

    public virtual string ETag { get; set; }
}
