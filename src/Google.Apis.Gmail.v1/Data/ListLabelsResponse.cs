using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>The answer of <c>labels.list</c>.</summary>
public class ListLabelsResponse : IDirectResponseSchema
{
    [JsonProperty("labels")]
    public virtual IList<Label> Labels { get; set; }

    public virtual string ETag { get; set; }
}
