using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>A system or user label; the counts come with <c>labels.get</c> only.</summary>
public class Label : IDirectResponseSchema
{
    [JsonProperty("color")]
    public virtual LabelColor Color { get; set; }

    [JsonProperty("id")]
    public virtual string Id { get; set; }

    [JsonProperty("labelListVisibility")]
    public virtual string LabelListVisibility { get; set; }

    [JsonProperty("messageListVisibility")]
    public virtual string MessageListVisibility { get; set; }

    [JsonProperty("messagesTotal")]
    public virtual int? MessagesTotal { get; set; }

    [JsonProperty("messagesUnread")]
    public virtual int? MessagesUnread { get; set; }

    [JsonProperty("name")]
    public virtual string Name { get; set; }

    [JsonProperty("threadsTotal")]
    public virtual int? ThreadsTotal { get; set; }

    [JsonProperty("threadsUnread")]
    public virtual int? ThreadsUnread { get; set; }

    [JsonProperty("type")]
    public virtual string Type { get; set; }

    public virtual string ETag { get; set; }
}
