using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>A classification label on a message.</summary>
public class ClassificationLabelValue : IDirectResponseSchema
{
    [JsonProperty("fields")]
    public virtual IList<ClassificationLabelFieldValue> Fields { get; set; }

    [JsonProperty("labelId")]
    public virtual string LabelId { get; set; }

    public virtual string ETag { get; set; }
}
