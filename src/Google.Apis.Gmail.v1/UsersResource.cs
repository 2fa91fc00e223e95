using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

/// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users</summary>
public partial class UsersResource
{
    private readonly IClientService _service;

    public UsersResource(IClientService service)
    {
        _service = service;
        Labels = new LabelsResource(service);
        Messages = new MessagesResource(service);
    }

    public virtual LabelsResource Labels { get; }

    public virtual MessagesResource Messages { get; }

    public virtual GetProfileRequest GetProfile(string userId) => new(_service, userId);

    /// <summary>The address and size of the mailbox.</summary>
    public class GetProfileRequest : GmailBaseServiceRequest<Profile>
    {
        public GetProfileRequest(IClientService service, string userId)
            : base(service)
        {
            UserId = userId;
            InitParameters();
        }

        [RequestParameter("userId", RequestParameterType.Path)]
        public virtual string UserId { get; private set; }

        public override string MethodName => "getProfile";

        public override string HttpMethod => "GET";

        public override string RestPath => "gmail/v1/users/{userId}/profile";

        protected override void InitParameters()
        {
            base.InitParameters();
            RequestParameters.AddUserId();
        }
    }
}
