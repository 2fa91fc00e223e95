using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>The labels that <c>threads.modify</c> adds and removes, at most 100 each.</summary>
public class ModifyThreadRequest : IDirectResponseSchema
{
    [JsonProperty("addLabelIds")]
    public virtual IList<string> AddLabelIds { get; set; }

    [JsonProperty("removeLabelIds")]
    public virtual IList<string> RemoveLabelIds { get; set; }

    public virtual string ETag { get; set; }
}
