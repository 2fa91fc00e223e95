using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

/// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users</summary>
public partial class UsersResource
{
    private readonly IClientService _service;

    public UsersResource(IClientService service)
    {
        _service = service;
        Drafts = new DraftsResource(service);
        History = new HistoryResource(service);
        Labels = new LabelsResource(service);
        Messages = new MessagesResource(service);
        Threads = new ThreadsResource(service);
    }

    public virtual DraftsResource Drafts { get; }

    public virtual HistoryResource History { get; }

    public virtual LabelsResource Labels { get; }

    public virtual MessagesResource Messages { get; }

    public virtual ThreadsResource Threads { get; }

    public virtual GetProfileRequest GetProfile(string userId) => new(_service, userId);

    public virtual StopRequest Stop(string userId) => new(_service, userId);

    public virtual WatchRequest Watch(Data.WatchRequest body, string userId) => new(_service, body, userId);

    /// <summary>The address and size of the mailbox.</summary>
    public class GetProfileRequest(IClientService service, string userId) : GmailUserRequest<Profile>(service, userId)
    {
        public override string MethodName => "getProfile";

        public override string HttpMethod => "GET";

        public override string RestPath => "gmail/v1/users/{userId}/profile";
    }

    /// <summary>Ends the watch of the mailbox.</summary>
    public class StopRequest(IClientService service, string userId) : GmailUserRequest<string>(service, userId)
    {
        public override string MethodName => "stop";

        public override string HttpMethod => "POST";

        public override string RestPath => "gmail/v1/users/{userId}/stop";
    }

    /// <summary>Starts or renews the reports of changes to a Pub/Sub topic.</summary>
    public class WatchRequest(IClientService service, Data.WatchRequest body, string userId) : GmailUserRequest<WatchResponse>(service, userId)
    {
        public override string MethodName => "watch";

        public override string HttpMethod => "POST";

        public override string RestPath => "gmail/v1/users/{userId}/watch";

        protected override object GetBody() => body;
    }
}
