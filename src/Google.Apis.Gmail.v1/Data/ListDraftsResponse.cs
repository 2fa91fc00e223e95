using Google.Apis.Requests;
using Newtonsoft.Json;

namespace Google.Apis.Gmail.v1.Data;

/// <summary>One page of <c>drafts.list</c>; the messages of its drafts carry <c>id</c> and <c>threadId</c> only.</summary>
public class ListDraftsResponse : IDirectResponseSchema
{
    [JsonProperty("drafts")]
    public virtual IList<Draft> Drafts { get; set; }

    [JsonProperty("nextPageToken")]
    public virtual string NextPageToken { get; set; }

    [JsonProperty("resultSizeEstimate")]
    public virtual long? ResultSizeEstimate { get; set; }

    public virtual string ETag { get; set; }
}
