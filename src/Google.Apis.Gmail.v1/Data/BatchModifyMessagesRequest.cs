using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>What <c>messages.batchModify</c> changes on at most 1000 messages.</summary>
public class BatchModifyMessagesRequest : IDirectResponseSchema
{
    [JsonProperty("addLabelIds")]
    public virtual IList<string> AddLabelIds { get; set; }

    [JsonProperty("ids")]
    public virtual IList<string> Ids { get; set; }

    [JsonProperty("removeLabelIds")]
    public virtual IList<string> RemoveLabelIds { get; set; }

    public virtual string ETag { get; set; }
}
