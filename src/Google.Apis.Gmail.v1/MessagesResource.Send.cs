using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    public partial class MessagesResource
    {
        /// <summary>Sends a message to the recipients in its headers.</summary>
        public class SendRequest(IClientService service, Message body, string userId) : GmailUserRequest<Message>(service, userId)
        {
            public override string MethodName => "send";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/send";

            protected override object GetBody() => body;
        }

        /// <summary>Sends an uploaded message.</summary>
        public class SendMediaUpload(IClientService service, Message body, string userId, Stream stream, string contentType)
            : GmailMediaUpload<Message, Message>(service, "POST", "gmail/v1/users/{userId}/messages/send", body, userId, stream, contentType);
    }
}
