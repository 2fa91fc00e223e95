using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    public partial class MessagesResource
    {
        /// <summary>Adds labels to a message, and removes some.</summary>
        public class ModifyRequest(IClientService service, ModifyMessageRequest body, string userId, string id)
            : GmailItemRequest<Message>(service, userId, id)
        {
            public override string MethodName => "modify";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}/modify";

            protected override object GetBody() => body;
        }

        /// <summary>Adds labels to many messages, and removes some.</summary>
        public class BatchModifyRequest(IClientService service, BatchModifyMessagesRequest body, string userId)
            : GmailUserRequest<string>(service, userId)
        {
            public override string MethodName => "batchModify";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/batchModify";

            protected override object GetBody() => body;
        }

        /// <summary>Moves a message to the trash.</summary>
        public class TrashRequest(IClientService service, string userId, string id) : GmailItemRequest<Message>(service, userId, id)
        {
            public override string MethodName => "trash";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}/trash";
        }

        /// <summary>Takes a message out of the trash.</summary>
        public class UntrashRequest(IClientService service, string userId, string id) : GmailItemRequest<Message>(service, userId, id)
        {
            public override string MethodName => "untrash";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}/untrash";
        }

        /// <summary>Deletes a message at once and for good.</summary>
        public class DeleteRequest(IClientService service, string userId, string id) : GmailItemRequest<string>(service, userId, id)
        {
            public override string MethodName => "delete";

            public override string HttpMethod => "DELETE";

            public override string RestPath => "gmail/v1/users/{userId}/messages/{id}";
        }

        /// <summary>Deletes many messages at once and for good.</summary>
        public class BatchDeleteRequest(IClientService service, BatchDeleteMessagesRequest body, string userId)
            : GmailUserRequest<string>(service, userId)
        {
            public override string MethodName => "batchDelete";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/messages/batchDelete";

            protected override object GetBody() => body;
        }
    }
}
