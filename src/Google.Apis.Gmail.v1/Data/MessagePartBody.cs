using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>The body of a part, or where to fetch it.</summary>
public class MessagePartBody : IDirectResponseSchema
{
    /// <summary>Set when the body has to be fetched with <c>messages.attachments.get</c>.</summary>
    [JsonProperty("attachmentId")]
    public virtual string AttachmentId { get; set; }

    /// <summary>The bytes as base64url text.</summary>
    [JsonProperty("data")]
    public virtual string Data { get; set; }

    [JsonProperty("size")]
    public virtual int? Size { get; set; }

    public virtual string ETag { get; set; }
}
