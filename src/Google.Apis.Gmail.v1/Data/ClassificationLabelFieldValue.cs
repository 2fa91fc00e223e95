using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>A field value of a classification label.</summary>
public class ClassificationLabelFieldValue : IDirectResponseSchema
{
    [JsonProperty("fieldId")]
    public virtual string FieldId { get; set; }

    [JsonProperty("selection")]
    public virtual string Selection { get; set; }

    public virtual string ETag { get; set; }
}
