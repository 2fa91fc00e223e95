using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>Which changes <c>users.watch</c> reports, and to which Pub/Sub topic.</summary>
public class WatchRequest : IDirectResponseSchema
{
    /// <summary>Deprecated by Google in favour of <see cref="LabelFilterBehavior"/>.</summary>
    [JsonProperty("labelFilterAction")]
    public virtual string LabelFilterAction { get; set; }

    /// <summary>Whether <see cref="LabelIds"/> are the only ones reported (<c>include</c>) or the ones left out (<c>exclude</c>).</summary>
    [JsonProperty("labelFilterBehavior")]
    public virtual string LabelFilterBehavior { get; set; }

    [JsonProperty("labelIds")]
    public virtual IList<string> LabelIds { get; set; }

    /// <summary><c>projects/{project}/topics/{topic}</c>.</summary>
    [JsonProperty("topicName")]
    public virtual string TopicName { get; set; }

    public virtual string ETag { get; set; }
}
