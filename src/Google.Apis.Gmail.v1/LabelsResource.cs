using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels</summary>
    public class LabelsResource
    {
        private readonly IClientService _service;

        public LabelsResource(IClientService service) => _service = service;

        public virtual GetRequest Get(string userId, string id) => new(_service, userId, id);

        public virtual ListRequest List(string userId) => new(_service, userId);

        /// <summary>One label with its counts.</summary>
        public class GetRequest : GmailBaseServiceRequest<Label>
        {
            public GetRequest(IClientService service, string userId, string id)
                : base(service)
            {
                UserId = userId;
                Id = id;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; }

            public override string MethodName => "get";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/labels/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddUserId();
                RequestParameters.AddPath("id");
            }
        }

        /// <summary>Every label of the mailbox, without counts.</summary>
        public class ListRequest : GmailBaseServiceRequest<ListLabelsResponse>
        {
            public ListRequest(IClientService service, string userId)
                : base(service)
            {
                UserId = userId;
                InitParameters();
            }

            [RequestParameter("userId", RequestParameterType.Path)]
            public virtual string UserId { get; private set; }

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/labels";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddUserId();
            }
        }
    }
}
