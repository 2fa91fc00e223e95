using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    public partial class MessagesResource
    {
        /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages.attachments</summary>
        public class AttachmentsResource
        {
            private readonly IClientService _service;

            public AttachmentsResource(IClientService service) => _service = service;

            public virtual GetRequest Get(string userId, string messageId, string id) => new(_service, userId, messageId, id);

            /// <summary>The body of an attachment.</summary>
            public class GetRequest(IClientService service, string userId, string messageId, string id)
                : GmailItemRequest<MessagePartBody>(service, userId, id)
            {
                [RequestParameter("messageId", RequestParameterType.Path)]
                public virtual string MessageId { get; private set; } = messageId;

                public override string MethodName => "get";

                public override string HttpMethod => "GET";

                public override string RestPath => "gmail/v1/users/{userId}/messages/{messageId}/attachments/{id}";

                protected override void InitParameters()
                {
                    base.InitParameters();
                    RequestParameters.AddPath("messageId");
                }
            }
        }
    }
}
