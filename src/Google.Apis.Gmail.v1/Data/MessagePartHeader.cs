using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>One header of a part.</summary>
public class MessagePartHeader : IDirectResponseSchema
{
    [JsonProperty("name")]
    public virtual string Name { get; set; }

    [JsonProperty("value")]
    public virtual string Value { get; set; }

    public virtual string ETag { get; set; }
}
