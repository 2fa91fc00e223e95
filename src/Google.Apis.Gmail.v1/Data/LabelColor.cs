using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>The colours of a user label, as <c>#rrggbb</c> from Gmail's palette.</summary>
public class LabelColor : IDirectResponseSchema
{
    [JsonProperty("backgroundColor")]
    public virtual string BackgroundColor { get; set; }

    [JsonProperty("textColor")]
    public virtual string TextColor { get; set; }

    public virtual string ETag { get; set; }
}
