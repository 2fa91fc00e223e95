using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>The messages that <c>messages.batchDelete</c> deletes for good, at most 1000.</summary>
public class BatchDeleteMessagesRequest : IDirectResponseSchema
{
    [JsonProperty("ids")]
    public virtual IList<string> Ids { get; set; }

    public virtual string ETag { get; set; }
}
