using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>A message; which members are set depends on the requested format.</summary>
public class Message : IDirectResponseSchema
{
    [JsonProperty("classificationLabelValues")]
    public virtual IList<ClassificationLabelValue> ClassificationLabelValues { get; set; }

    [JsonProperty("historyId")]
    public virtual ulong? HistoryId { get; set; }

    [JsonProperty("id")]
    public virtual string Id { get; set; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    [JsonProperty("internalDate")]
    public virtual long? InternalDate { get; set; }

    [JsonProperty("labelIds")]
    public virtual IList<string> LabelIds { get; set; }

    [JsonProperty("payload")]
    public virtual MessagePart Payload { get; set; }

    /// <summary>The RFC 2822 message as base64url text.</summary>
    [JsonProperty("raw")]
    public virtual string Raw { get; set; }

    [JsonProperty("sizeEstimate")]
    public virtual int? SizeEstimate { get; set; }

    [JsonProperty("snippet")]
    public virtual string Snippet { get; set; }

    [JsonProperty("threadId")]
    public virtual string ThreadId { get; set; }

    public virtual string ETag { get; set; }
}
