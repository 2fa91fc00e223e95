using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>One MIME part of a message.</summary>
public class MessagePart : IDirectResponseSchema
{
    [JsonProperty("body")]
    public virtual MessagePartBody Body { get; set; }

    [JsonProperty("filename")]
    public virtual string Filename { get; set; }

    [JsonProperty("headers")]
    public virtual IList<MessagePartHeader> Headers { get; set; }

    [JsonProperty("mimeType")]
    public virtual string MimeType { get; set; }

    [JsonProperty("partId")]
    public virtual string PartId { get; set; }

    [JsonProperty("parts")]
    public virtual IList<MessagePart> Parts { get; set; }

    public virtual string ETag { get; set; }
}
